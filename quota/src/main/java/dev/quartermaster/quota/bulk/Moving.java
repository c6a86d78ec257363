package dev.quartermaster.quota.bulk;

import dev.quartermaster.db.BigintArray;
import java.time.temporal.ChronoUnit;
import org.jdbi.v3.core.Handle;

/**
 * Moves next reset times, as a change of one account's does: the new rule holds from the first
 * boundary on that either rule has, so that the running period never becomes longer than it was,
 * and no later one longer than the account's period. A natural boundary that comes before the new
 * time stays, as one more reset.
 */
final class Moving {

  private Moving() {}

  /**
   * Within the caller's transaction, which holds the accounts, so that no period can begin
   * meanwhile.
   *
   * @return how many accounts were moved
   */
  static int move(Handle handle, Claim claim, Operation operation) {
    int moved = rules(handle, claim, operation);
    agreeTarpit(handle, claim);
    return moved;
  }

  /**
   * In UTC, by days, and since the last change by hand, a period's bounds are a sum that costs
   * little; the rest is asked of period_at. Ledger rows by primary key, in the order of all
   * writers. A period that was charged before the clock was set back counts as begun.
   */
  private static int rules(Handle handle, Claim claim, Operation operation) {
    Operation.Window window = operation.window().orElseThrow();
    return Batch.bind(
            handle.createQuery(
                """
                WITH wanted AS (
                  SELECT w.id, at_us(:from + (:over * ((p.first_rank + p.step * (w.place - 1)) % :count)::float8 / :count)::bigint) AS at
                    FROM bulk_portion p
                   CROSS JOIN LATERAL unnest(p.accounts) WITH ORDINALITY AS w (id, place)
                   WHERE p.operation = :operation AND p.nth = ANY (:portions)),
                known AS MATERIALIZED (
                  SELECT a.id, a.rule_from, a.last_reset_at, a.anchor, a.zone, a.period_months, a.period_days,
                         w.at, w.at AT TIME ZONE a.zone AS new_anchor, now.at AS now, a.zone = 'UTC'
                           AND a.period_months = 0 AND a.rule_from <= now.at
                           AND (a.last_reset_at <= now.at) IS NOT FALSE AS plain,
                         make_interval(hours => 24 * a.period_days) AS length,
                         a.anchor AT TIME ZONE 'UTC' AS utc_anchor
                    FROM wanted w
                    JOIN account a ON a.id = w.id
                   CROSS JOIN LATERAL (
                         SELECT greatest(qm_now(), (SELECT max(u.period_start) FROM usage_period u
                                                     WHERE u.account_id = a.id AND u.period_start > qm_now())) AS at
                          -- Looked up once for each account, and not wherever it is named.
                        OFFSET 0) AS now),
                running AS MATERIALIZED (
                  SELECT k.*,
                         CASE WHEN plain THEN greatest(date_bin(length, now, utc_anchor), rule_from, last_reset_at)
                              ELSE (SELECT t.period_start FROM account a, period_at(a, k.now) AS t WHERE a.id = k.id) END AS period_start,
                         CASE WHEN plain THEN date_bin(length, now, utc_anchor) + length
                              ELSE (SELECT t.period_end FROM account a, period_at(a, k.now) AS t WHERE a.id = k.id) END AS period_end,
                         CASE WHEN zone = 'UTC' AND period_months = 0 THEN date_bin(length, now, at) + length
                              ELSE boundary(new_anchor, zone, period_months, period_days,
                                            boundary_index(new_anchor, zone, period_months, period_days, now) + 1) END AS next
                    FROM known k
                   WHERE anchor <> new_anchor),
                turning AS MATERIALIZED (SELECT r.*, least(period_end, next) AS turn FROM running r),
                retired AS (
                  INSERT INTO past_rule (account_id, held_from, held_until, anchor, zone, period_months, period_days)
                  SELECT id, rule_from, turn, anchor, zone, period_months, period_days
                    FROM turning WHERE rule_from < turn),
                ended_sooner AS (
                  UPDATE past_rule p
                     SET held_until = t.turn
                    FROM turning t
                   WHERE t.rule_from > t.turn AND p.account_id = t.id AND p.held_until > t.turn),
                shorter AS (
                  UPDATE usage_period u
                     SET period_end = s.turn
                    FROM (SELECT id, period_start, turn FROM turning
                           WHERE turn < period_end
                           ORDER BY date_trunc('month', period_start AT TIME ZONE 'UTC'), period_end, id) AS s
                   WHERE u.account_id = s.id AND u.period_start = s.period_start),
                moved AS (
                  UPDATE account a
                     SET anchor = t.new_anchor, rule_from = t.turn
                    FROM turning t
                   WHERE a.id = t.id
                  RETURNING a.id)
                SELECT count(*) FROM moved
                """),
            claim)
        .bind("from", BigintArray.micros(window.from()))
        .bind("over", window.over().dividedBy(ChronoUnit.MICROS.getDuration()))
        .bind("count", Math.max(1, operation.matched()))
        .mapTo(Integer.class)
        .one();
  }

  /** Tarpit rows until the end that the ledger has now; after the ledger's, by (until, account). */
  private static void agreeTarpit(Handle handle, Claim claim) {
    Batch.bind(
            handle.createUpdate(
                """
                UPDATE tarpit t
                   SET until = n.period_end
                  FROM (SELECT k.account_id, k.period_start, u.period_end
                          FROM (SELECT unnest(accounts) AS id FROM bulk_portion
                                 WHERE operation = :operation AND nth = ANY (:portions)) AS w
                          JOIN tarpit k ON k.account_id = w.id
                          JOIN usage_period u ON u.account_id = k.account_id AND u.period_start = k.period_start
                         WHERE k.until > u.period_end
                         ORDER BY k.until, k.account_id) AS n
                 WHERE t.account_id = n.account_id AND t.period_start = n.period_start
                """),
            claim)
        .execute();
  }
}
