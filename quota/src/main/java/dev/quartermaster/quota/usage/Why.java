package dev.quartermaster.quota.usage;

import dev.quartermaster.quota.charge.CpuTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What made an account's running period what it is, in the order of time. */
public final class Why {

  /**
   * One reason.
   *
   * @param at when it happened; for use, the beginning of its day or of the period
   * @param what used, metered, reset, rescheduled, grant, grant-ended, or the kind of an event
   * @param cpu what was used or granted
   * @param detail the source, the reason that was given, or what the event says
   */
  public record Reason(
      Instant at,
      String what,
      Optional<CpuTime> cpu,
      Optional<String> detail,
      Optional<Instant> until) {}

  private Why() {}

  /** The reasons since a period began, what began it among them; short lookups by the account. */
  public static List<Reason> of(Handle handle, long account, Instant periodStart) {
    List<Reason> reasons = new ArrayList<>(changes(handle, account, periodStart));
    Usage.periods(handle, account, periodStart).stream()
        .map(used -> reason(used))
        .forEach(reasons::add);
    reasons.sort(Comparator.comparing(Reason::at));
    return List.copyOf(reasons);
  }

  private static Reason reason(Usage.OfPeriod used) {
    Instant day = used.day().atStartOfDay().toInstant(ZoneOffset.UTC);
    return new Reason(
        day.isAfter(used.periodStart()) ? day : used.periodStart(),
        used.charged() ? "used" : "metered",
        Optional.of(used.used()),
        Optional.of(used.source()),
        Optional.empty());
  }

  /**
   * Each part walks the primary key of its table from the account on. Resets are told by theirs. A
   * move of many accounts leaves no row of each: it is known by its place in the window, to the
   * microsecond.
   */
  private static List<Reason> changes(Handle handle, long account, Instant since) {
    return handle
        .createQuery(
            """
            SELECT at, 'reset' AS what, NULL::bigint AS cpu_us, reason AS detail, NULL::timestamptz AS until
              FROM forced_reset
             WHERE account_id = :account AND at >= :since
            UNION ALL
            SELECT granted_at, 'grant', extra_us, reason, until
              FROM allowance_grant
             WHERE account_id = :account AND until > :since
            UNION ALL
            SELECT least(until, coalesce(ended_at, until)), 'grant-ended', extra_us, reason, NULL
              FROM allowance_grant
             WHERE account_id = :account AND until > :since AND least(until, coalesce(ended_at, until)) <= qm_now()
            UNION ALL
            SELECT o.began_at, 'rescheduled', NULL, o.reason, NULL
              FROM account a
              JOIN bulk_operation o ON o.from_at IS NOT NULL AND o.began_at <= qm_now()
             CROSS JOIN LATERAL (
                   SELECT round(extract(epoch FROM (a.anchor AT TIME ZONE a.zone) - o.from_at) * 1000000) AS offset_us) AS its
             CROSS JOIN LATERAL (
                   SELECT round(its.offset_us * o.matched / o.over_us) AS place) AS at_place
             WHERE a.id = :account AND a.rule_from >= :since
               AND at_place.place >= 0 AND at_place.place < o.matched
               AND abs(its.offset_us - o.over_us * at_place.place / nullif(o.matched, 0)) <= 1
            UNION ALL
            SELECT at, kind, NULL, detail, NULL
              FROM event
             WHERE account_id = :account AND at >= :since
               AND kind NOT IN ('reset', 'granted', 'grant-ended')
               AND (period_start IS NULL OR period_start >= :since)
            ORDER BY 1, 2
            """)
        .bind("account", account)
        .bind("since", since)
        .map(
            (row, context) ->
                new Reason(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    Optional.ofNullable(row.getObject(3, Long.class)).map(CpuTime::new),
                    Optional.ofNullable(row.getString(4)),
                    Optional.ofNullable(row.getObject(5, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)))
        .list();
  }
}
