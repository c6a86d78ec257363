package dev.quartermaster.quota.usage;

/** SQL for what is not in usage_daily yet. */
final class Tail {

  /**
   * The records of reports: a table expression {@code records} for those that one named {@code
   * reports} (reporter, sequence, received_at) holds.
   *
   * <p>A record is received when its report is. The times of the reports are joined to spans, each
   * of which is one look into usage_record_received and reads its own blocks only: so a report that
   * was committed late does not have all that came in since read once more.
   */
  static final String RECORDS =
      """
      spans AS MATERIALIZED (
        SELECT unnest(range_agg(tstzrange(received_at, received_at + interval '5 seconds'))) AS span FROM reports),
      near AS MATERIALIZED (
        SELECT r.*
          FROM spans s
          JOIN usage_record r ON r.received_at >= lower(s.span) AND r.received_at < upper(s.span)),
      records AS (
        SELECT n.account_id, n.period_start, n.source, n.charged, n.cpu_us,
               coalesce(n.used_on, (n.period_start AT TIME ZONE 'UTC')::date) AS used_on
          FROM near n
          JOIN reports USING (reporter, sequence, received_at))
      """;

  /**
   * All use: a table expression {@code used} of what is rolled up and what is not. To be read in
   * one statement, and so in one snapshot: a report is in one of the two.
   */
  static final String USED =
      """
      reports AS MATERIALIZED (
        SELECT reporter, sequence, received_at FROM usage_report WHERE NOT rolled_up),
      """
          + RECORDS
          + """
            , used AS (
              SELECT account_id, period_start, used_on, source, charged, plan, cpu_us FROM usage_daily
              UNION ALL
              SELECT r.account_id, r.period_start, r.used_on, r.source, r.charged, coalesce(e.plan, '-'), r.cpu_us
                FROM records r
                LEFT JOIN entitlement e USING (account_id))
            """;

  private Tail() {}
}
