package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodZone;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of accounts: registering, reading. */
public final class Accounts {

  private static final String VIEW =
      """
      SELECT a.id, a.username, e.plan, e.allowance_us,
             coalesce(u.charged_us, 0) AS charged_us, coalesce(u.metered_us, 0) AS metered_us,
             t.period_start, t.period_end, k.since AS tarpit_since, qm_now() AS as_of,
             a.zone, a.pending_from, a.pending_plan, a.expiry_warned_at, a.expired_at,
             coalesce(CASE WHEN a.pending_keeps_allowance THEN a.allowance_us ELSE a.pending_allowance_us END,
                      w.allowance_us) AS pending_allowance_us
        FROM account a
       CROSS JOIN LATERAL period_at(a, qm_now()) AS t
        JOIN entitlement e ON e.account_id = a.id
        LEFT JOIN plan w ON w.name = a.pending_plan AND a.pending_from > qm_now()
        LEFT JOIN usage_period u ON u.account_id = a.id AND u.period_start = t.period_start
        LEFT JOIN tarpit k ON k.account_id = a.id AND k.period_start = t.period_start
      """;

  private Accounts() {}

  /**
   * Registers accounts; those whose name is taken, in whatever case, are left as they are.
   *
   * <p>Without a reset time of their own, boundaries are spread over the period by the golden
   * ratio: evenly for any number of accounts, in whatever order they come.
   *
   * @return the names that were registered
   * @throws IllegalArgumentException when there is no such plan; nothing is registered then
   */
  public static List<Username> register(Handle handle, Collection<NewAccount> accounts) {
    List<NewAccount> all = List.copyOf(accounts);
    Plans.require(handle, all.stream().map(NewAccount::plan).collect(Collectors.toSet()));
    return handle
        .createQuery(
            """
            WITH n AS MATERIALIZED (
              SELECT *, CASE WHEN next_reset IS NULL THEN nextval('spread') END AS seed
                FROM unnest(:names, :keys, :plans, :allowances, :resets, :zones)
                     WITH ORDINALITY AS n (username, username_key, plan, allowance_us, next_reset, zone, nth))
            INSERT INTO account (username, username_key, plan, allowance_us, anchor, zone, period_months, period_days)
            SELECT n.username, n.username_key, n.plan, n.allowance_us,
                   coalesce(n.next_reset AT TIME ZONE n.zone,
                            timestamp '2024-01-01' + make_interval(secs => floor(
                              86400 * CASE WHEN p.period_days > 0 THEN p.period_days ELSE 28 * p.period_months END
                              * (n.seed * 0.6180339887498949 - floor(n.seed * 0.6180339887498949))))),
                   n.zone, p.period_months, p.period_days
              FROM n
              JOIN plan p ON p.name = n.plan
             ORDER BY n.username_key, n.nth
            ON CONFLICT (username_key) DO NOTHING
            RETURNING username
            """)
        .bindArray("names", String.class, all.stream().map(a -> a.username().toString()).toArray())
        .bindArray("keys", String.class, all.stream().map(a -> a.username().key()).toArray())
        .bindArray("plans", String.class, all.stream().map(NewAccount::plan).toArray())
        .bindArray(
            "allowances",
            Long.class,
            all.stream().map(a -> a.allowance().map(CpuTime::micros).orElse(null)).toArray())
        .bindArray(
            "resets",
            OffsetDateTime.class,
            all.stream()
                .map(a -> a.nextReset().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .toArray())
        .bindArray(
            "zones", String.class, all.stream().map(a -> PeriodZone.name(a.zone())).toArray())
        .map((row, context) -> Username.of(row.getString(1)))
        .list();
  }

  /** Those of the names that are registered, as they are registered. */
  public static List<Username> registered(Handle handle, Collection<Username> names) {
    return handle
        .createQuery("SELECT username FROM account WHERE username_key = ANY (:keys)")
        .bindArray("keys", String.class, names.stream().map(Username::key).toArray())
        .map((row, context) -> Username.of(row.getString(1)))
        .list();
  }

  /** One account now. */
  public static Optional<AccountView> find(Handle handle, Username username) {
    return handle
        .createQuery(VIEW + " WHERE a.username_key = :key")
        .bind("key", username.key())
        .map((row, context) -> view(row))
        .findOne();
  }

  /** Accounts in the order of their names, from the one after {@code after} on. */
  public static List<AccountView> list(Handle handle, String afterKey, int limit) {
    return handle
        .createQuery(VIEW + " WHERE a.username_key > :after ORDER BY a.username_key LIMIT :limit")
        .bind("after", afterKey)
        .bind("limit", limit)
        .map((row, context) -> view(row))
        .list();
  }

  /** These accounts, in any order. */
  public static List<AccountView> of(Handle handle, Collection<Long> ids) {
    return handle
        .createQuery(VIEW + " WHERE a.id = ANY (:ids)")
        .bindArray("ids", Long.class, ids.toArray())
        .map((row, context) -> view(row))
        .list();
  }

  public static long count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM account").mapTo(Long.class).one();
  }

  /** How many are over their allowance in a period that runs. */
  public static long countInTarpit(Handle handle) {
    return handle
        .createQuery("SELECT count(*) FROM tarpit WHERE until > qm_now()")
        .mapTo(Long.class)
        .one();
  }

  /** Registered names that look like a name that is not, the nearest first: at most three. */
  public static List<Username> similar(Handle handle, Username username) {
    return SimilarNames.of(handle, username);
  }

  /** Periods of an account that have ended, newest first. */
  public static List<AccountView.Past> history(Handle handle, long account, int limit) {
    return handle
        .createQuery(
            """
            SELECT period_start, period_end, allowance_us, charged_us, metered_us, settled_at, ended_by
              FROM usage_period
             WHERE account_id = :account AND (settled_at IS NOT NULL OR period_end <= qm_now())
             ORDER BY period_start DESC
             LIMIT :limit
            """)
        .bind("account", account)
        .bind("limit", limit)
        .map(
            (row, context) ->
                new AccountView.Past(
                    instant(row, "period_start").orElseThrow(),
                    instant(row, "period_end").orElseThrow(),
                    usage(row),
                    instant(row, "settled_at"),
                    Optional.ofNullable(row.getString("ended_by"))))
        .list();
  }

  private static AccountView view(ResultSet row) throws SQLException {
    Optional<Instant> expired = instant(row, "expired_at");
    return new AccountView(
        row.getLong("id"),
        Username.of(row.getString("username")),
        row.getString("plan"),
        usage(row),
        instant(row, "period_start").orElseThrow(),
        instant(row, "period_end").orElseThrow(),
        instant(row, "tarpit_since"),
        waiting(row),
        instant(row, "expiry_warned_at").map(warned -> new AccountView.Expiry(warned, expired)),
        PeriodZone.named(row.getString("zone")),
        instant(row, "as_of").orElseThrow());
  }

  private static Optional<AccountView.Waiting> waiting(ResultSet row) throws SQLException {
    Instant asOf = instant(row, "as_of").orElseThrow();
    Optional<Instant> from = instant(row, "pending_from").filter(at -> at.isAfter(asOf));
    return from.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AccountView.Waiting(
                from.get(),
                row.getString("pending_plan"),
                new CpuTime(row.getLong("pending_allowance_us"))));
  }

  private static AccountView.Usage usage(ResultSet row) throws SQLException {
    return new AccountView.Usage(
        new CpuTime(row.getLong("allowance_us")),
        new CpuTime(row.getLong("charged_us")),
        new CpuTime(row.getLong("metered_us")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
