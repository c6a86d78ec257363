package dev.quartermaster.quota.usage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A bounded piece of forgetting: what lies after {@code from} and up to {@code to} and is older
 * than {@code before}.
 *
 * @param from exclusive; a word that only the phase understands
 * @param to inclusive
 */
public record PruneSlice(Phase phase, Instant before, String from, String to) {

  /** What is gone through, in this order. */
  public enum Phase {
    /** Monthly partitions of usage_record: one a slice. */
    RECORDS("0001-01-01"),
    /** Monthly partitions of usage_period and usage_daily: one month a slice. */
    HISTORY("0001-01-01"),
    /** Reports, with the gaps that came with them, by the time they came in. */
    REPORTS("1900-01-01T00:00:00Z"),
    /** Events in the order of the feed. */
    EVENTS("0:0"),
    /** What was done to accounts by hand, by account. */
    ACCOUNTS("0");

    private final String first;

    Phase(String first) {
      this.first = first;
    }

    /** Before everything that there can be. */
    String first() {
      return first;
    }

    /** The one after it; empty after the last. */
    Optional<Phase> next() {
      return switch (this) {
        case RECORDS -> Optional.of(HISTORY);
        case HISTORY -> Optional.of(REPORTS);
        case REPORTS -> Optional.of(EVENTS);
        case EVENTS -> Optional.of(ACCOUNTS);
        case ACCOUNTS -> Optional.empty();
      };
    }
  }

  /** As one line of text, for the run's record. */
  public String text() {
    return "%s %s %s %s".formatted(phase, before, from, to);
  }

  /** Reads {@link #text()}. */
  public static PruneSlice parse(String text) {
    List<String> words = List.of(text.split(" "));
    return new PruneSlice(
        Phase.valueOf(words.get(0)), Instant.parse(words.get(1)), words.get(2), words.get(3));
  }
}
