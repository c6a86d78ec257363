package dev.quartermaster.quota.period;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How many periods end when, by the ledger. Each statement walks a span of usage_period_end and
 * needs no other column.
 */
public final class EndingPeriods {

  private static final int DAYS = 7;

  private EndingPeriods() {}

  /**
   * What is usual at each hour of the day, in UTC.
   *
   * @param byHour periods that end in it, on average: 24 figures
   * @param days whole days that were looked at, 0 to 7: without one, nothing is known
   */
  public record Usual(List<Double> byHour, int days) {

    public static final Usual UNKNOWN = new Usual(Collections.nCopies(24, 0.0), 0);
  }

  /**
   * Counts those in the ledger that end in a span, open or settled, step by step.
   *
   * @param from exclusive
   * @param to inclusive
   * @param steps of equal length
   * @return by the number of the step, from 0 on; a step without any is left out
   */
  public static Map<Integer, Long> in(Handle handle, Instant from, Instant to, int steps) {
    return handle
        .createQuery(
            """
            SELECT ceil(:steps * extract(epoch FROM period_end - :from::timestamptz)
                               / extract(epoch FROM :to::timestamptz - :from::timestamptz))::int - 1 AS step,
                   count(*) AS periods
              FROM usage_period
             WHERE period_end > :from::timestamptz AND period_end <= :to::timestamptz
             GROUP BY 1
            """)
        .bind("from", from.toString())
        .bind("to", to.toString())
        .bind("steps", steps)
        .map((row, context) -> Map.entry(row.getInt("step"), row.getLong("periods")))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** By the last seven days, or as many whole ones as the ledger goes back. */
  public static Usual usual(Handle handle) {
    return wholeDays(handle).map(days -> usual(handle, days)).orElse(Usual.UNKNOWN);
  }

  private static Optional<Integer> wholeDays(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT period_end, qm_now() FROM usage_period
             WHERE period_end >= qm_now() - make_interval(days => :days) AND period_end < qm_now()
             ORDER BY period_end LIMIT 1
            """)
        .bind("days", DAYS)
        .map(
            (row, context) ->
                (int)
                    Duration.between(
                            row.getObject(1, OffsetDateTime.class),
                            row.getObject(2, OffsetDateTime.class))
                        .toDays())
        .findOne()
        .filter(days -> days > 0);
  }

  private static Usual usual(Handle handle, int days) {
    List<Double> byHour = new ArrayList<>(Usual.UNKNOWN.byHour());
    handle
        .createQuery(
            """
            SELECT extract(hour FROM period_end AT TIME ZONE 'UTC')::int AS hour, count(*) AS periods
              FROM usage_period
             WHERE period_end >= qm_now() - make_interval(days => :days) AND period_end < qm_now()
             GROUP BY 1
            """)
        .bind("days", days)
        .map((row, context) -> Map.entry(row.getInt("hour"), row.getLong("periods")))
        .forEach(hour -> byHour.set(hour.getKey(), (double) hour.getValue() / days));
    return new Usual(List.copyOf(byHour), days);
  }
}
