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

  /** Accounts that portions list, by lookups, each with its place among all. */
  private static final String LISTED =
      """
      (SELECT l.id, b.first_rank + b.step * (l.place - 1) AS place
         FROM bulk_portion b
        CROSS JOIN LATERAL unnest(b.accounts) WITH ORDINALITY AS l (id, place)
        WHERE b.operation = :operation AND b.nth = ANY (:portions)) AS p
      JOIN account a ON a.id = p.id
      """;

  /** Accounts of a range, by a walk over it. Where ids have gaps, their places must be counted. */
  private static final String IN_RANGE =
      """
      (SELECT * FROM account WHERE id BETWEEN :first AND :last AND id % :step = :rest) AS a
      CROSS JOIN LATERAL (
            SELECT :first_rank + CASE WHEN :gapless THEN a.id - :first
                                      ELSE (SELECT count(*) FROM account b WHERE b.id >= :first AND b.id < a.id) END AS place) AS p
      """;

  /** Whether any account of the range is charged for times to come; asked once for all. */
  private static final String AHEAD_IN_RANGE =
      """
      (SELECT EXISTS (SELECT FROM usage_period f
                       WHERE f.account_id BETWEEN :first AND :last AND f.period_start > qm_now()))
      """;

  /**
   * How many were moved.
   *
   * @param beforeTheirTurn those whose rule of before was yet to hold: it never will
   */
  private record Moved(int all, int beforeTheirTurn) {}

  private Moving() {}

  /**
   * Within the caller's transaction, which then holds the accounts, so that no period can begin
   * meanwhile.
   *
   * @return how many accounts were moved
   */
  static int move(Handle handle, Claim claim, Operation operation) {
    Holding.hold(handle, claim);
    Moved moved = rules(handle, claim, operation);
    if (moved.beforeTheirTurn() > 0) {
      endSooner(handle, claim);
    }
    agreeTarpit(handle, claim);
    return moved.all();
  }

  /**
   * In UTC, by days, and since the last change by hand, a period's bounds are a sum that costs
   * little; the rest is asked of period_at. Ledger rows by primary key, in the order of all
   * writers. A period that was charged before the clock was set back counts as begun.
   */
  private static Moved rules(Handle handle, Claim claim, Operation operation) {
    Operation.Window window = operation.window().orElseThrow();
    return claim
        .bind(
            handle.createQuery(
                """
                WITH known AS MATERIALIZED (
                  SELECT a.id, a.rule_from, a.last_reset_at, a.anchor, a.zone, a.period_months, a.period_days,
                         w.at, w.at AT TIME ZONE a.zone AS new_anchor, now.at AS now, a.zone = 'UTC'
                           AND a.period_months = 0 AND a.rule_from <= now.at
                           AND (a.last_reset_at <= now.at) IS NOT FALSE AS plain,
                         make_interval(hours => 24 * a.period_days) AS length,
                         a.anchor AT TIME ZONE 'UTC' AS utc_anchor
                    FROM %s
                   CROSS JOIN LATERAL (
                         SELECT at_us(:from + (:over * (p.place %% :count)::float8 / :count)::bigint) AS at OFFSET 0) AS w
                   CROSS JOIN LATERAL (
                         SELECT CASE WHEN %s
                                     THEN greatest(qm_now(), (SELECT max(u.period_start) FROM usage_period u
                                                               WHERE u.account_id = a.id AND u.period_start > qm_now()))
                                     ELSE qm_now() END AS at
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
                SELECT count(*), (SELECT count(*) FROM turning WHERE rule_from > turn) FROM moved
                """
                    .formatted(
                        claim.range().isPresent() ? IN_RANGE : LISTED,
                        claim.range().isPresent() ? AHEAD_IN_RANGE : "true")))
        .bind("from", BigintArray.micros(window.from()))
        .bind("over", window.over().dividedBy(ChronoUnit.MICROS.getDuration()))
        .bind("count", Math.max(1, operation.matched()))
        .map((row, context) -> new Moved(row.getInt(1), row.getInt(2)))
        .one();
  }

  /**
   * The rule that holds now ends when the new one begins. Few accounts need this, if any. Planned
   * for the table as it is now: it was empty, perhaps, when this began, and a plan made for that
   * would walk all that has grown since.
   */
  private static void endSooner(Handle handle, Claim claim) {
    handle.execute("SET LOCAL plan_cache_mode = force_custom_plan");
    claim
        .bind(
            handle.createUpdate(
                """
                UPDATE past_rule r
                   SET held_until = a.rule_from
                  FROM %s
                 WHERE r.account_id = a.id AND r.held_until > a.rule_from
                """
                    .formatted(claim.range().isPresent() ? IN_RANGE : LISTED)))
        .execute();
  }

  /**
   * Tarpit rows until the end that the ledger has now; after the ledger's, by (until, account). Few
   * of the accounts have one, and these are found first: a walk over all of them in that order
   * would be taken else.
   */
  private static void agreeTarpit(Handle handle, Claim claim) {
    String held =
        claim.range().isPresent()
            ? "SELECT account_id, period_start, until FROM tarpit WHERE account_id BETWEEN :first AND :last"
            : """
              SELECT k.account_id, k.period_start, k.until
                FROM (SELECT unnest(accounts) AS id FROM bulk_portion
                       WHERE operation = :operation AND nth = ANY (:portions)) AS w
                JOIN tarpit k ON k.account_id = w.id
              """;
    claim
        .bind(
            handle.createUpdate(
                """
                WITH held AS MATERIALIZED (%s),
                sooner AS MATERIALIZED (
                  SELECT k.account_id, k.period_start, u.period_end
                    FROM held k
                    JOIN usage_period u ON u.account_id = k.account_id AND u.period_start = k.period_start
                   WHERE k.until > u.period_end
                   ORDER BY k.until, k.account_id)
                UPDATE tarpit t
                   SET until = s.period_end
                  FROM sooner s
                 WHERE t.account_id = s.account_id AND t.period_start = s.period_start
                """
                    .formatted(held)))
        .execute();
  }
}
