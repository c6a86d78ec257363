package dev.quartermaster.quota.period;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A bounded piece of settling: everything of one phase after {@code from} and up to {@code to}.
 *
 * @param from exclusive
 * @param to inclusive
 */
public record SettleSlice(Phase phase, Mark from, Mark to) {

  /** What settling goes through, in this order: who is hurt most comes first. */
  public enum Phase {
    /** Accounts in the tarpit whose period has ended, longest overdue first. */
    TARPIT,
    /** Changes of plan or allowance whose time has come. */
    PLAN,
    /** Grants that ran out. */
    GRANT,
    /** All other periods that ended, longest overdue first. */
    PERIOD,
    /** Periods that had ended already when their first charge came. */
    LATE;

    /** The one after it; empty after the last. */
    public Optional<Phase> next() {
      return switch (this) {
        case TARPIT -> Optional.of(PLAN);
        case PLAN -> Optional.of(GRANT);
        case GRANT -> Optional.of(PERIOD);
        case PERIOD -> Optional.of(LATE);
        case LATE -> Optional.empty();
      };
    }
  }

  /** A place in the order of time and account. */
  public record Mark(Instant at, long account) implements Comparable<Mark> {
    /** Before everything that there can be: CPU time was not metered then. */
    public static final Mark FIRST = new Mark(Instant.parse("1900-01-01T00:00:00Z"), 0);

    @Override
    public int compareTo(Mark other) {
      return ORDER.compare(this, other);
    }
  }

  private static final Comparator<Mark> ORDER =
      Comparator.comparing(Mark::at).thenComparingLong(Mark::account);

  /** Whether a place is in it. */
  boolean holds(Mark mark) {
    return mark.compareTo(from) > 0 && mark.compareTo(to) <= 0;
  }

  /** Gives a statement the slice's bounds. */
  <S extends SqlStatement<S>> S bind(S statement) {
    return statement
        .bind("fromAt", from.at())
        .bind("fromAccount", from.account())
        .bind("toAt", to.at())
        .bind("toAccount", to.account());
  }

  /** As one line of text, for the run's record. */
  public String text() {
    return "%s %s %d %s %d".formatted(phase, from.at(), from.account(), to.at(), to.account());
  }

  /** Reads {@link #text()}. */
  public static SettleSlice parse(String text) {
    List<String> parts = List.of(text.split(" "));
    return new SettleSlice(
        Phase.valueOf(parts.get(0)),
        new Mark(Instant.parse(parts.get(1)), Long.parseLong(parts.get(2))),
        new Mark(Instant.parse(parts.get(3)), Long.parseLong(parts.get(4))));
  }
}
