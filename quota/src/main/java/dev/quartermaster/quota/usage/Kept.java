package dev.quartermaster.quota.usage;

import java.time.Duration;

/** What is kept for longer than {@link Retention} asks for, as queries. */
public final class Kept {

  /** For as long is a night's run forgiven that did not come, or did not get done. */
  public static final Duration GRACE = Duration.ofDays(3);

  private Kept() {}

  /**
   * A query: 1 for events that should have gone, by the oldest in the feed; and reports that should
   * have, by usage_report_to_forget. Months of records and of history may be held for good reasons.
   */
  public static String tooLong(Retention retention) {
    return """
    SELECT (SELECT count(*) FROM (SELECT at FROM event ORDER BY tx, id LIMIT 1) AS oldest
             WHERE at < qm_now() - make_interval(secs => %d))
         + (SELECT count(*) FROM usage_report
             WHERE rolled_up AND NOT any_age AND received_at < qm_now() - make_interval(secs => %d))
    """
        .formatted(
            retention.keepHistory().plus(GRACE).toSeconds(),
            longest(retention).plus(Duration.ofDays(1)).plus(GRACE).toSeconds());
  }

  private static Duration longest(Retention retention) {
    return retention.lateRecords().compareTo(retention.keepRecords()) > 0
        ? retention.lateRecords()
        : retention.keepRecords();
  }
}
