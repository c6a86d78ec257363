package dev.quartermaster.jobs.builtin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bounded piece of forgetting: what is older than {@code before}, after {@code from} and up to
 * {@code to} in the order of its phase.
 *
 * @param from exclusive
 * @param to inclusive
 */
record ForgetSlice(Phase phase, Instant before, Mark from, Mark to) {

  /** What is gone through, in this order. */
  enum Phase {
    /** Runs with their batches and log lines, by when they finished. */
    RUNS,
    /** What was decided about missed times, by id. */
    CATCH_UPS,
    /** What was mended in Quartz's tables, by time. */
    REPAIRS,
    /** How much waited, by time. */
    SAMPLES,
    /** Schedules that are declared no more; all in one. */
    SCHEDULES,
    /** Nodes that left or died; all in one. */
    NODES,
    /** Configurations of old that no node has; all in one. */
    CONFIGURATIONS;

    Optional<Phase> next() {
      return switch (this) {
        case RUNS -> Optional.of(CATCH_UPS);
        case CATCH_UPS -> Optional.of(REPAIRS);
        case REPAIRS -> Optional.of(SAMPLES);
        case SAMPLES -> Optional.of(SCHEDULES);
        case SCHEDULES -> Optional.of(NODES);
        case NODES -> Optional.of(CONFIGURATIONS);
        case CONFIGURATIONS -> Optional.empty();
      };
    }
  }

  /** A place in the order of time and id. */
  record Mark(Instant at, long id) {
    /** Before everything that there can be. */
    static final Mark FIRST = new Mark(Instant.parse("1900-01-01T00:00:00Z"), 0);
  }

  /** As one line of text, for the run's record. */
  String text() {
    return "%s %s %s %d %s %d".formatted(phase, before, from.at(), from.id(), to.at(), to.id());
  }

  /** Reads {@link #text()}. */
  static ForgetSlice parse(String text) {
    List<String> words = List.of(text.split(" "));
    return new ForgetSlice(
        Phase.valueOf(words.get(0)),
        Instant.parse(words.get(1)),
        new Mark(Instant.parse(words.get(2)), Long.parseLong(words.get(3))),
        new Mark(Instant.parse(words.get(4)), Long.parseLong(words.get(5))));
  }
}
