package dev.quartermaster.quota.entitlement;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A change of plan or allowance that waits for its time. From then on it counts, applied or not.
 *
 * @param plan the one to move to; empty leaves it as it is
 * @param allowance the account's own from then on, or none of its own; empty leaves it as it is
 */
public record PendingChange(Optional<String> plan, Optional<Optional<CpuTime>> allowance) {

  /**
   * Has it wait, beside what waits already and is not of the same kind; the caller holds the
   * account locked.
   */
  public void putOff(Handle handle, long account, Instant until) {
    handle
        .createUpdate(
            """
            UPDATE account
               SET pending_from = :from,
                   pending_plan = coalesce(:plan, pending_plan, plan),
                   pending_keeps_allowance = pending_keeps_allowance AND NOT :sets,
                   pending_allowance_us = CASE WHEN :sets THEN :allowance ELSE pending_allowance_us END
             WHERE id = :id
            """)
        .bind("from", until)
        .bind("plan", plan.orElse(null))
        .bind("sets", allowance.isPresent())
        .bind("allowance", allowance.flatMap(own -> own).map(CpuTime::micros).orElse(null))
        .bind("id", account)
        .execute();
  }

  /**
   * Applies those whose time has come, of accounts that the caller holds locked. A period that
   * began before goes on with the new allowance.
   *
   * @return how many accounts changed
   */
  public static long applyDue(Handle handle, Collection<Long> accounts) {
    List<Long> changed =
        handle
            .createQuery(
                """
                WITH changed AS (
                  UPDATE account
                     SET plan = pending_plan,
                         allowance_us = CASE WHEN pending_keeps_allowance THEN allowance_us ELSE pending_allowance_us END,
                         pending_plan = NULL, pending_from = NULL,
                         pending_keeps_allowance = true, pending_allowance_us = NULL
                   WHERE id = ANY (:ids) AND pending_from <= qm_now()
                  RETURNING id, plan),
                told AS (
                  INSERT INTO event (account_id, kind, detail)
                  SELECT id, 'plan-changed', plan FROM changed)
                SELECT id FROM changed
                """)
            .bind("ids", BigintArray.of(accounts.stream().mapToLong(Long::longValue).toArray()))
            .mapTo(Long.class)
            .list();
    Tarpit.agree(handle, changed);
    return changed.size();
  }
}
