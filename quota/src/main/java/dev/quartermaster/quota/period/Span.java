package dev.quartermaster.quota.period;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * One period of one account.
 *
 * @param start inclusive
 * @param end exclusive; the next reset time while the period lasts
 */
public record Span(Instant start, Instant end) {

  public Span {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a period from " + start + " cannot end at " + end);
    }
  }

  /** The bounds in two columns of a row, from this one on. */
  public static Span of(ResultSet row, int column) throws SQLException {
    return new Span(
        row.getObject(column, OffsetDateTime.class).toInstant(),
        row.getObject(column + 1, OffsetDateTime.class).toInstant());
  }

  public boolean holds(Instant at) {
    return !at.isBefore(start) && at.isBefore(end);
  }
}
