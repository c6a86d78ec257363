package dev.quartermaster.quota.account;

import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.PeriodZone;
import dev.quartermaster.quota.period.Span;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of an account's rules: the last one in its row, those of old in past_rule. */
final class RuleRows {

  /**
   * Now, or the beginning of the account's newest period: the clock may have been set back since
   * that was charged, and a new rule never takes the time of a period that has begun.
   */
  private static final String NOW =
      """
      CROSS JOIN LATERAL (SELECT greatest(qm_now(), max(u.period_start)) AS at
                            FROM usage_period u WHERE u.account_id = a.id) AS now
      """;

  private RuleRows() {}

  /**
   * Where a new rule takes over.
   *
   * @param running the period that holds now, as it was
   * @param from from when on the new rule holds
   */
  private record Turn(Span running, Instant from) {}

  /** The rule that an account's row has. */
  static PeriodRule rule(Handle handle, long account) {
    return handle
        .createQuery(
            "SELECT anchor, zone, period_months, period_days FROM account WHERE id = :account")
        .bind("account", account)
        .map((row, context) -> AccountRows.rule(row))
        .one();
  }

  /**
   * Lets a new rule follow; the caller holds the account's row locked, so that no period can begin
   * meanwhile.
   */
  static void move(Handle handle, long account, PeriodRule to) {
    move(handle, account, to, turn(handle, account, to));
  }

  /** {@link #move} for a rule that is to wait for the end of the period that runs. */
  static void moveAtBoundary(Handle handle, long account, PeriodRule to) {
    Span running = running(handle, account);
    move(handle, account, to, new Turn(running, running.end()));
  }

  /** The end of the period that runs. */
  static Instant boundary(Handle handle, long account) {
    return running(handle, account).end();
  }

  private static Span running(Handle handle, long account) {
    return handle
        .createQuery(
            """
            SELECT t.period_start, t.period_end
              FROM account a
             %s
             CROSS JOIN LATERAL period_at(a, now.at) AS t
             WHERE a.id = :id
            """
                .formatted(NOW))
        .bind("id", account)
        .map((row, context) -> Span.of(row, 1))
        .one();
  }

  private static void move(Handle handle, long account, PeriodRule to, Turn turn) {
    retire(handle, account, turn.from());
    bind(
            handle.createUpdate(
                """
                UPDATE account
                   SET anchor = :anchor, zone = :zone, period_months = :months, period_days = :days, rule_from = :from
                 WHERE id = :account
                """),
            account,
            to)
        .bind("from", turn.from())
        .execute();
    shorten(handle, account, turn.running(), turn.from());
  }

  /**
   * The first boundary that either rule has, as {@link
   * dev.quartermaster.quota.period.Timeline#move} has it; by the database's zone data, as every
   * reader sees it.
   */
  private static Turn turn(Handle handle, long account, PeriodRule to) {
    return bind(
            handle.createQuery(
                """
                SELECT t.period_start, t.period_end,
                       least(t.period_end,
                             boundary(:anchor, :zone, :months, :days,
                                      boundary_index(:anchor, :zone, :months, :days, now.at) + 1)) AS turn
                  FROM account a
                 %s
                 CROSS JOIN LATERAL period_at(a, now.at) AS t
                 WHERE a.id = :account
                """
                    .formatted(NOW)),
            account,
            to)
        .map(
            (row, context) ->
                new Turn(Span.of(row, 1), row.getObject(3, OffsetDateTime.class).toInstant()))
        .one();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, long account, PeriodRule rule) {
    return statement
        .bind("account", account)
        .bind("anchor", rule.anchor())
        .bind("zone", PeriodZone.name(rule.zone()))
        .bind("months", rule.length().months())
        .bind("days", rule.length().days());
  }

  /**
   * The rule in the row becomes one of old; one that was yet to begin is forgotten, as if it had
   * never been set.
   */
  private static void retire(Handle handle, long account, Instant from) {
    handle
        .createUpdate(
            """
            INSERT INTO past_rule (account_id, held_from, held_until, anchor, zone, period_months, period_days)
            SELECT id, rule_from, :from, anchor, zone, period_months, period_days
              FROM account WHERE id = :account AND rule_from < :from
            """)
        .bind("from", from)
        .bind("account", account)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE past_rule SET held_until = :from
             WHERE account_id = :account AND held_until > :from
            """)
        .bind("from", from)
        .bind("account", account)
        .execute();
  }

  /** The running period may now end sooner: its ledger and tarpit rows say so too. */
  private static void shorten(Handle handle, long account, Span running, Instant end) {
    if (!end.isBefore(running.end())) {
      return;
    }
    handle
        .createUpdate(
            "UPDATE usage_period SET period_end = :end WHERE account_id = :account AND period_start = :start")
        .bind("end", end)
        .bind("account", account)
        .bind("start", running.start())
        .execute();
    handle
        .createUpdate(
            "UPDATE tarpit SET until = :end WHERE account_id = :account AND period_start = :start")
        .bind("end", end)
        .bind("account", account)
        .bind("start", running.start())
        .execute();
  }
}
