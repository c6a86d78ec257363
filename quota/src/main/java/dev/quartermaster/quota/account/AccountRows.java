package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.PeriodZone;
import dev.quartermaster.quota.period.Timeline;
import dev.quartermaster.quota.period.Timeline.Held;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads what charging needs to know of accounts: their rules and their allowance. */
public final class AccountRows {

  /**
   * One account's rule and allowance as its row has them.
   *
   * @param ruleFrom the instant from which the rule holds; empty when it always did
   * @param lastReset the newest forced reset
   */
  public record AccountRow(
      long id,
      CpuTime allowance,
      PeriodRule rule,
      Optional<Instant> ruleFrom,
      Optional<Instant> lastReset) {

    /**
     * Whether {@link #recent} tells the period of an instant as the database does: in UTC, and
     * since the last change by hand.
     */
    public boolean tellsPeriodAt(Instant at) {
      return rule.zone().equals(ZoneOffset.UTC)
          && !ruleFrom.map(at::isBefore).orElse(false)
          && !lastReset.map(at::isBefore).orElse(false);
    }

    /** The timeline since the last change by hand. */
    public Timeline recent() {
      return Timeline.of(
          List.of(new Held(ruleFrom.orElse(Instant.MIN), rule)),
          lastReset.map(List::of).orElse(List.of()));
    }
  }

  private static final String COLUMNS =
      """
      SELECT a.id, a.username_key, a.anchor, a.zone, a.period_months, a.period_days,
             nullif(a.rule_from, '-infinity') AS rule_from, a.last_reset_at, e.allowance_us
        FROM account a
        JOIN entitlement e ON e.account_id = a.id
      """;

  private AccountRows() {}

  /**
   * The accounts of these names, by key; unknown ones are missing. Uses the unique index on
   * username_key.
   */
  public static Map<String, AccountRow> byKey(Handle handle, Collection<String> keys) {
    Map<String, AccountRow> found = new HashMap<>();
    handle
        .createQuery(COLUMNS + " WHERE a.username_key = ANY (:keys)")
        .bindArray("keys", String.class, keys.toArray())
        .map((row, context) -> Map.entry(row.getString("username_key"), account(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /**
   * The same rows again, kept from changing until the transaction ends. Locks in the order of id,
   * before any ledger row: the order that every other writer keeps. Reads only then: a statement
   * that waits for a lock sees the plans as they were before it waited.
   */
  public static Map<Long, AccountRow> locked(Handle handle, Collection<Long> ids) {
    handle
        .createQuery("SELECT id FROM account WHERE id = ANY (:ids) ORDER BY id FOR SHARE")
        .bindArray("ids", Long.class, ids.toArray())
        .mapTo(Long.class)
        .list();
    Map<Long, AccountRow> found = new HashMap<>();
    handle
        .createQuery(COLUMNS + " WHERE a.id = ANY (:ids)")
        .bindArray("ids", Long.class, ids.toArray())
        .map((row, context) -> account(row))
        .forEach(row -> found.put(row.id(), row));
    return found;
  }

  private static AccountRow account(ResultSet row) throws SQLException {
    return new AccountRow(
        row.getLong("id"),
        new CpuTime(row.getLong("allowance_us")),
        rule(row),
        instant(row, "rule_from"),
        instant(row, "last_reset_at"));
  }

  static PeriodRule rule(ResultSet row) throws SQLException {
    return new PeriodRule(
        row.getObject("anchor", LocalDateTime.class),
        PeriodZone.named(row.getString("zone")),
        new PeriodLength(row.getInt("period_months"), row.getInt("period_days")));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
