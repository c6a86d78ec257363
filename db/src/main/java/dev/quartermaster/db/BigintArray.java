package dev.quartermaster.db;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGConnection;

/**
 * A bigint array as a statement's argument. Primitive, so that the driver sends it in binary: an
 * array of objects goes as text, which costs many times as much where thousands are sent.
 */
public final class BigintArray implements Argument {

  private final long[] values;

  private BigintArray(long[] values) {
    this.values = values;
  }

  /** These values; the array is not copied and must not change until the statement has run. */
  public static BigintArray of(long... values) {
    return new BigintArray(values);
  }

  /** An instant as such an array carries it: microseconds since 1970, for SQL's {@code at_us}. */
  public static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  @Override
  public void apply(int position, PreparedStatement statement, StatementContext context)
      throws SQLException {
    statement.setArray(
        position, context.getConnection().unwrap(PGConnection.class).createArrayOf("int8", values));
  }
}
