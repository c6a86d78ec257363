package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.catchup.Missed;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One run of a schedule: the one for this planned time.
 *
 * @param plannedFor of a forced run, when that was
 * @param missed planned times before this one that had no run, which this run stands for
 * @param tries 1 at first; each time that it is tried again as a whole adds one
 * @param startedAt empty while it waits for its time
 * @param end empty while it waits or goes on
 */
public record Run(
    long id,
    String schedule,
    Instant plannedFor,
    Instant firedAt,
    String firedBy,
    Cause cause,
    Missed missed,
    int tries,
    Optional<Instant> startedAt,
    Optional<End> end) {

  /** How many planned times before its own it stands for. */
  public long misses() {
    return missed.count();
  }

  /** Whether it was started by hand. */
  public boolean forced() {
    return cause == Cause.FORCED;
  }

  /** Whether it waits for its time: for jitter, behind another, or to be tried again. */
  public boolean waits() {
    return startedAt.isEmpty() && end.isEmpty();
  }

  /** What led to a run. */
  public enum Cause {
    /** Its planned time came. */
    PLANNED,
    /** By hand. */
    FORCED,
    /** A planned time that was missed, run afterwards. */
    BACKFILL;

    /** As the database and people have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Cause of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** How a run ended. */
  public enum Outcome {
    SUCCEEDED("succeeded"),
    FAILED("failed"),
    /** Its time was spent: the next run goes on with the rest. */
    HANDED_ON("handed-on"),
    /** It did not start, because the one before still went on. */
    SKIPPED("skipped");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** As the database and people have it. */
    public String word() {
      return word;
    }

    static Outcome of(String word) {
      for (Outcome outcome : values()) {
        if (outcome.word.equals(word)) {
          return outcome;
        }
      }
      throw new IllegalArgumentException("no outcome '" + word + "'");
    }
  }

  /** When and how it ended. */
  public record End(Instant at, Outcome outcome, Optional<String> error) {}
}
