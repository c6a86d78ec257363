package dev.quartermaster.quota.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who reports usage, and what is missing of it. */
public final class Reporters {

  /** What the program itself imports from files is reported under such a name. */
  public static final String FILE = "file-";

  /**
   * One reporter.
   *
   * @param lastReport when its highest sequence came in
   */
  public record Reporter(String name, Instant lastReport, long highest) {
    public boolean isFile() {
      return name.startsWith(FILE);
    }
  }

  /** Sequences that did not come in, between two that did; both ends are missing. */
  public record Missing(String reporter, long from, long to) {}

  /** What a reporter said it could not report. */
  public record Told(String reporter, Instant from, Instant until, String reason, Instant at) {}

  private Reporters() {}

  /** Each by name: from one to the next over the primary key, and there to its highest sequence. */
  public static List<Reporter> all(Handle handle) {
    return handle
        .createQuery(
            """
            WITH RECURSIVE name AS (
              SELECT min(reporter) AS reporter FROM usage_report
              UNION ALL
              SELECT (SELECT min(p.reporter) FROM usage_report p WHERE p.reporter > n.reporter)
                FROM name n WHERE n.reporter IS NOT NULL)
            SELECT n.reporter, h.received_at, h.sequence
              FROM name n
             CROSS JOIN LATERAL (SELECT received_at, sequence FROM usage_report p
                                  WHERE p.reporter = n.reporter ORDER BY sequence DESC LIMIT 1) AS h
             ORDER BY n.reporter
            """)
        .map((row, context) -> new Reporter(row.getString(1), instant(row, 2), row.getLong(3)))
        .list();
  }

  /**
   * What did not come in of what should have within the last {@code within}. A file's reports are
   * its content, in no order of time: they have no gaps.
   */
  public static List<Missing> missing(Handle handle, Duration within) {
    return handle
        .createQuery(
            """
            WITH came AS (
              SELECT reporter, sequence FROM usage_report
               WHERE rolled_up AND NOT any_age AND received_at > qm_now() - make_interval(secs => :within)
              UNION ALL
              SELECT reporter, sequence FROM usage_report
               WHERE NOT rolled_up AND NOT any_age AND received_at > qm_now() - make_interval(secs => :within))
            SELECT reporter, before + 1, sequence - 1
              FROM (SELECT reporter, sequence,
                           lag(sequence) OVER (PARTITION BY reporter ORDER BY sequence) AS before
                      FROM came
                     WHERE NOT starts_with(reporter, :file)) AS stepped
             WHERE sequence > before + 1
             ORDER BY reporter, sequence
            """)
        .bind("within", (double) within.toSeconds())
        .bind("file", FILE)
        .map((row, context) -> new Missing(row.getString(1), row.getLong(2), row.getLong(3)))
        .list();
  }

  /** What reporters said within the last {@code within} that they could not report. */
  public static List<Told> told(Handle handle, Duration within) {
    return handle
        .createQuery(
            """
            SELECT reporter, from_at, until_at, reason, received_at
              FROM reporter_gap
             WHERE received_at > qm_now() - make_interval(secs => :within)
             ORDER BY reporter, from_at, sequence, number
            """)
        .bind("within", (double) within.toSeconds())
        .map(
            (row, context) ->
                new Told(
                    row.getString(1),
                    instant(row, 2),
                    instant(row, 3),
                    row.getString(4),
                    instant(row, 5)))
        .list();
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
