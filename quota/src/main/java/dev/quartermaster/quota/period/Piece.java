package dev.quartermaster.quota.period;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.period.SettleSlice.Mark;
import java.util.List;
import java.util.stream.LongStream;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A slice, and the rows of it that are left out because they fail. Without such rows its statements
 * are as they would be without this.
 */
record Piece(SettleSlice slice, List<Mark> without) {

  /** The condition that leaves those out, for a statement whose rows have these two columns. */
  String except(String at, String account) {
    return without.isEmpty()
        ? ""
        : """
          AND NOT EXISTS (SELECT FROM unnest(:asideAts, :asideAccounts) AS aside (us, account)
                           WHERE at_us(aside.us) = %s AND aside.account = %s)
          """
            .formatted(at, account);
  }

  /** Gives a statement the slice's bounds, and what {@link #except} asks for. */
  <S extends SqlStatement<S>> S bind(S statement) {
    S bound = slice.bind(statement);
    return without.isEmpty()
        ? bound
        : bound
            .bind("asideAts", longs(without.stream().mapToLong(m -> BigintArray.micros(m.at()))))
            .bind("asideAccounts", longs(without.stream().mapToLong(Mark::account)));
  }

  private static BigintArray longs(LongStream values) {
    return BigintArray.of(values.toArray());
  }
}
