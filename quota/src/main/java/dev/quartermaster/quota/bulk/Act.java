package dev.quartermaster.quota.bulk;

import dev.quartermaster.quota.bulk.Operations.Asked;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What is done to accounts. */
public sealed interface Act {

  /** The whole command in words: the same text for the same one. */
  String command(Chosen chosen);

  /** Puts it on record with its work cut up; empty when somebody else has just begun the same. */
  Optional<Long> cut(Handle handle, Chosen chosen, Asked asked);

  /** A fresh allowance now; the next boundary stays where it is. */
  record Reset() implements Act {
    @Override
    public String command(Chosen chosen) {
      return "reset " + chosen.text();
    }

    @Override
    public Optional<Long> cut(Handle handle, Chosen chosen, Asked asked) {
      return chosen instanceof Chosen.All
          ? Ranges.reset(handle, command(chosen), asked)
          : Cutting.reset(handle, chosen, command(chosen), asked);
    }
  }

  /**
   * Next reset times evenly over a window.
   *
   * @param from the first of them; empty: a minute after the operation's beginning
   * @param over between the first and the one that would come after the last; whole microseconds,
   *     positive
   */
  record Reschedule(Optional<Instant> from, Duration over) implements Act {

    /** Refuses a window that is none with an {@link IllegalArgumentException}. */
    public Reschedule {
      from = from.map(at -> at.truncatedTo(ChronoUnit.MICROS));
      over = over.truncatedTo(ChronoUnit.MICROS);
      if (over.isNegative() || over.isZero()) {
        throw new IllegalArgumentException("next reset times need a window to be spread over");
      }
    }

    @Override
    public String command(Chosen chosen) {
      return "reschedule %s --over %s%s"
          .formatted(chosen.text(), over, from.map(at -> " --from " + at).orElse(""));
    }

    @Override
    public Optional<Long> cut(Handle handle, Chosen chosen, Asked asked) {
      return chosen instanceof Chosen.All
          ? Ranges.reschedule(handle, command(chosen), this, asked)
          : Cutting.reschedule(handle, chosen, this, asked);
    }
  }
}
