package dev.quartermaster.ops.bench;

import dev.quartermaster.quota.bulk.Act;
import java.time.Duration;
import java.util.Optional;

/** What is done to all accounts, and the one single statement that does the same to them. */
enum AdminWay {
  RESET(
      "reset --all",
      """
      WITH ended AS (
        UPDATE usage_period
           SET period_end = qm_now(), settled_at = qm_now(), ended_by = 'reset'
         WHERE settled_at IS NULL AND period_end > qm_now() AND period_start < qm_now()
        RETURNING account_id, period_start, period_end),
      noted AS (
        INSERT INTO forced_reset (account_id, at, reason)
        SELECT account_id, period_end, 'bench' FROM ended),
      told AS (
        INSERT INTO event (account_id, kind, period_start, detail)
        SELECT account_id, 'reset', period_start, 'bench' FROM ended),
      released AS (
        DELETE FROM tarpit t USING ended e
         WHERE t.account_id = e.account_id AND t.period_start = e.period_start
        RETURNING t.account_id, t.period_start),
      told_too AS (
        INSERT INTO event (account_id, kind, period_start)
        SELECT account_id, 'tarpit-left', period_start FROM released)
      UPDATE account a SET last_reset_at = e.period_end FROM ended e WHERE a.id = e.account_id
      """),
  RESCHEDULE(
      "reschedule --all --over PT6H",
      """
      WITH wanted AS (
        SELECT a.*, qm_now() + interval '1 minute'
                      + interval '6 hours' * ((row_number() OVER (ORDER BY id) - 1) / count(*) OVER ()::float8) AS at
          FROM account a),
      turning AS (
        SELECT w.*,
               greatest(date_bin('24 hours', qm_now(), anchor AT TIME ZONE 'UTC'), rule_from, last_reset_at) AS period_start,
               least(date_bin('24 hours', qm_now(), anchor AT TIME ZONE 'UTC'), date_bin('24 hours', qm_now(), at))
                 + interval '24 hours' AS turn
          FROM wanted w),
      retired AS (
        INSERT INTO past_rule (account_id, held_from, held_until, anchor, zone, period_months, period_days)
        SELECT id, rule_from, turn, anchor, zone, period_months, period_days FROM turning WHERE rule_from < turn),
      shorter AS (
        UPDATE usage_period u SET period_end = t.turn
          FROM turning t
         WHERE u.account_id = t.id AND u.period_start = t.period_start AND u.period_end > t.turn),
      sooner AS (
        UPDATE tarpit k SET until = t.turn
          FROM turning t
         WHERE k.account_id = t.id AND k.period_start = t.period_start AND k.until > t.turn)
      UPDATE account a SET anchor = t.at AT TIME ZONE 'UTC', rule_from = t.turn FROM turning t WHERE a.id = t.id
      """);

  private final String title;
  private final String statement;

  AdminWay(String title, String statement) {
    this.title = title;
    this.statement = statement;
  }

  /** As the table and JSON call it. */
  String title() {
    return title;
  }

  Act act() {
    return this == RESET
        ? new Act.Reset()
        : new Act.Reschedule(Optional.empty(), Duration.ofHours(6));
  }

  String statement() {
    return statement;
  }
}
