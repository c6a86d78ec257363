package dev.quartermaster.quota.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Accounts from one id to another, of which each so many-th is meant.
 *
 * @param from the first account
 * @param to the last account
 * @param every those are meant whose id leaves the same rest
 */
record Range(End from, End to, Every every) {

  /** An account, and its place among all by id, from 0. */
  record End(long id, long rank) {}

  /** Ids that leave this rest when they are divided by this step. */
  record Every(int step, int rest) {}

  /** Of a portion; empty when that lists its accounts. */
  static Optional<Range> of(ResultSet portion) throws SQLException {
    long first = portion.getLong("first_id");
    return portion.wasNull()
        ? Optional.empty()
        : Optional.of(
            new Range(
                new End(first, portion.getLong("first_rank")),
                new End(portion.getLong("last_id"), portion.getLong("last_rank")),
                new Every(portion.getInt("step"), portion.getInt("rest"))));
  }

  /** This and the one that begins right after it; empty when that one does not. */
  Optional<Range> joined(Range next) {
    return next.from.rank() == to.rank() + 1 && next.every.equals(every)
        ? Optional.of(new Range(from, next.to, every))
        : Optional.empty();
  }

  /** Whether there is an account for each id: then a place is a sum. */
  private boolean isWithoutGaps() {
    return to.id() - from.id() == to.rank() - from.rank();
  }

  /** Gives a statement all of it; each takes what it needs. */
  <S extends SqlStatement<S>> S bind(S statement) {
    return statement
        .configure(SqlStatements.class, settings -> settings.setUnusedBindingAllowed(true))
        .bind("first", from.id())
        .bind("last", to.id())
        .bind("first_rank", from.rank())
        .bind("gapless", isWithoutGaps())
        .bind("step", every.step())
        .bind("rest", every.rest());
  }
}
