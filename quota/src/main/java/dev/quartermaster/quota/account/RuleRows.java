package dev.quartermaster.quota.account;

import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.PeriodZone;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.period.Timeline;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The SQL of an account's rules: the last one in its row, those of old in past_rule. */
final class RuleRows {

  private RuleRows() {}

  /** Lets a new rule follow; the caller holds the account's row locked. */
  static void move(Handle handle, long account, Timeline before, PeriodRule to, Instant now) {
    Instant from = before.move(to, now).last().from();
    Span running = before.at(now);
    retire(handle, account, from);
    handle
        .createUpdate(
            """
            UPDATE account
               SET anchor = :anchor, zone = :zone, period_months = :months, period_days = :days, rule_from = :from
             WHERE id = :account
            """)
        .bind("anchor", to.anchor())
        .bind("zone", PeriodZone.name(to.zone()))
        .bind("months", to.length().months())
        .bind("days", to.length().days())
        .bind("from", from)
        .bind("account", account)
        .execute();
    shorten(handle, account, running, from);
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
