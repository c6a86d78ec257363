package dev.quartermaster.quota.usage;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.usage.RollUpItems.Report;
import dev.quartermaster.quota.usage.RollUpSlice.Mark;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Adds records to usage_daily: by account, period, day and source.
 *
 * <p>Work is cut into ranges of reports in the order in which they came in. A report is marked in
 * the transaction that adds its records, and only what is not marked is added: so a slice rolled up
 * twice changes nothing.
 */
public final class RollUp {

  /** What a slice adds to one row of usage_daily. */
  private record Row(
      long account,
      Instant periodStart,
      LocalDate usedOn,
      String source,
      boolean charged,
      long micros,
      long records) {}

  private RollUp() {}

  /** Where a run begins: a report that was committed after a later one is found by the next run. */
  public static RollUpSlice start() {
    return new RollUpSlice(Mark.FIRST, Mark.FIRST);
  }

  /**
   * The next reports after the last slice, of at most {@code size} records together, but at least
   * one; empty when none is left. Walks usage_report_to_roll_up for at most {@code size} reports.
   */
  public static Optional<RollUpSlice> cut(Handle handle, RollUpSlice last, int size) {
    return bind(
            handle.createQuery(
                """
                SELECT received_at, reporter, sequence
                  FROM (SELECT received_at, reporter, sequence, row_number() OVER w AS nth, sum(records) OVER w AS records
                          FROM (SELECT received_at, reporter, sequence, records FROM usage_report
                                 WHERE NOT rolled_up
                                   AND (received_at, reporter, sequence) > (:fromAt, :fromReporter, :fromSequence)
                                 ORDER BY received_at, reporter, sequence LIMIT :size) AS next
                        WINDOW w AS (ORDER BY received_at, reporter, sequence)) AS summed
                 WHERE records <= :size OR nth = 1
                 ORDER BY nth DESC LIMIT 1
                """),
            "from",
            last.to())
        .bind("size", size)
        .map(
            (row, context) ->
                new Mark(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getLong(3)))
        .findOne()
        .map(to -> new RollUpSlice(last.to(), to));
  }

  /**
   * Rolls a slice up within the caller's transaction.
   *
   * <p>Locks the slice's reports, which no other slice has, in their order; then partitions that
   * are missing; then rows of usage_daily in the order of their primary key. Nobody who waits for
   * one of these holds a later one.
   *
   * @return how many records were added, as they are kept: a report's of one account, period, day
   *     and source are one
   */
  public static long work(Handle handle, RollUpSlice slice) {
    return work(handle, slice, List.of());
  }

  /** The same, but for some reports, which stay unmarked. */
  public static long work(Handle handle, RollUpSlice slice, List<Report> without) {
    // A slice is a small part of a table of any size: the way over the index is right at each of
    // them.
    handle.execute(
        "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off");
    List<Row> rows = mark(handle, slice, without);
    if (rows.isEmpty()) {
      return 0;
    }
    makePartitions(handle, rows);
    add(handle, rows);
    return rows.stream().mapToLong(Row::records).sum();
  }

  private static List<Row> mark(Handle handle, RollUpSlice slice, List<Report> without) {
    Query query =
        handle.createQuery(
            """
            WITH mine AS MATERIALIZED (
              SELECT reporter, sequence FROM usage_report
               WHERE NOT rolled_up
                 AND (received_at, reporter, sequence) > (:fromAt, :fromReporter, :fromSequence)
                 AND (received_at, reporter, sequence) <= (:toAt, :toReporter, :toSequence)
            """
                + Report.except(without)
                + """
               ORDER BY received_at, reporter, sequence
                 FOR NO KEY UPDATE),
            reports AS (
              UPDATE usage_report p
                 SET rolled_up = true
                FROM mine m
               WHERE p.reporter = m.reporter AND p.sequence = m.sequence
              RETURNING p.reporter, p.sequence, p.received_at),
            """
                + Tail.RECORDS
                + """
                  SELECT account_id, period_start, used_on, source, charged, sum(cpu_us)::bigint, count(*)
                    FROM records
                   GROUP BY account_id, period_start, used_on, source, charged
                  """);
    bind(query, "from", slice.from());
    bind(query, "to", slice.to());
    Report.bind(query, without);
    return query.map((row, context) -> row(row)).list();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong(1),
        row.getObject(2, OffsetDateTime.class).toInstant(),
        row.getObject(3, LocalDate.class),
        row.getString(4),
        row.getBoolean(5),
        row.getLong(6),
        row.getLong(7));
  }

  /** Locks usage_daily against other such makers when one is missing: before any of its rows. */
  private static void makePartitions(Handle handle, List<Row> rows) {
    rows.stream()
        .map(row -> LocalDate.ofInstant(row.periodStart(), ZoneOffset.UTC).withDayOfMonth(1))
        .distinct()
        .sorted()
        .forEach(
            month ->
                handle
                    .createQuery(
                        // Room for the rows' next versions: today's are added to every minute.
                        "SELECT 1 FROM make_partition('usage_daily', :month, 'WITH (fillfactor = 70)')")
                    .bind("month", month)
                    .mapTo(Integer.class)
                    .one());
  }

  /** The plan is that of now: a day's is that of the last time it was added to. */
  private static void add(Handle handle, List<Row> rows) {
    handle
        .createUpdate(
            """
            INSERT INTO usage_daily AS d (account_id, period_start, used_on, source, charged, plan, cpu_us)
            SELECT r.account_id, at_us(r.start_us), date '1970-01-01' + r.day::int, r.source, r.charged = 1,
                   coalesce(e.plan, '-'), r.cpu_us
              FROM unnest(:accounts, :starts, :days, :sources, :charged, :cpu)
                   AS r (account_id, start_us, day, source, charged, cpu_us)
              LEFT JOIN entitlement e USING (account_id)
             ORDER BY r.account_id, r.start_us, r.day, r.source COLLATE "C", r.charged
            ON CONFLICT (account_id, period_start, used_on, source, charged) DO UPDATE
               SET cpu_us = d.cpu_us + excluded.cpu_us, plan = excluded.plan
            """)
        .bind("accounts", longs(rows, Row::account))
        .bind("starts", longs(rows, row -> BigintArray.micros(row.periodStart())))
        .bind("days", longs(rows, row -> row.usedOn().toEpochDay()))
        .bindArray("sources", String.class, rows.stream().map(Row::source).toArray())
        .bind("charged", longs(rows, row -> row.charged() ? 1 : 0))
        .bind("cpu", longs(rows, Row::micros))
        .execute();
  }

  private static BigintArray longs(List<Row> rows, ToLongFunction<Row> column) {
    return BigintArray.of(rows.stream().mapToLong(column).toArray());
  }

  static <S extends SqlStatement<S>> S bind(S statement, String name, Mark mark) {
    return statement
        .bind(name + "At", mark.at())
        .bind(name + "Reporter", mark.reporter())
        .bind(name + "Sequence", mark.sequence());
  }
}
