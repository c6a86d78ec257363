package dev.quartermaster.jobs.run;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a schedule: the one for this planned time.
 *
 * @param misses planned times before this one that had no run, which this run stands for
 * @param forced started by hand, so that {@code plannedFor} is when that was
 * @param end empty while it goes on
 */
public record Run(
    long id,
    String schedule,
    Instant plannedFor,
    Instant firedAt,
    String firedBy,
    long misses,
    boolean forced,
    Optional<End> end) {

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
