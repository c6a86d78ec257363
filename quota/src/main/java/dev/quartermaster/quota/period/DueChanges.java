package dev.quartermaster.quota.period;

import dev.quartermaster.quota.entitlement.PendingChange;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The part of settling that is about what accounts may use. */
final class DueChanges {

  private DueChanges() {}

  /** Walks account_pending and locks accounts by id, as every writer does. */
  static long apply(Handle handle, Piece piece) {
    List<Long> due =
        piece
            .bind(
                handle.createQuery(
                    """
                    SELECT id FROM account
                     WHERE pending_from IS NOT NULL AND (pending_from <= qm_now()) IS TRUE
                       AND (pending_from, id) > (:fromAt, :fromAccount)
                       AND (pending_from, id) <= (:toAt, :toAccount)
                       %s
                     ORDER BY id
                       FOR NO KEY UPDATE
                    """
                        .formatted(piece.except("pending_from", "id"))))
            .mapTo(Long.class)
            .list();
    return PendingChange.applyDue(handle, due);
  }

  /** Walks allowance_grant_until; accounts first, by id, as every writer locks them. */
  static long endGrants(Handle handle, Piece piece) {
    piece
        .bind(
            handle.createQuery(
                """
                SELECT a.id FROM account a
                 WHERE a.id IN (SELECT account_id FROM allowance_grant
                                 WHERE ended_at IS NULL AND (until <= qm_now()) IS TRUE
                                   AND (until, account_id) > (:fromAt, :fromAccount)
                                   AND (until, account_id) <= (:toAt, :toAccount)
                                   %s)
                 ORDER BY a.id
                   FOR NO KEY UPDATE
                """
                    .formatted(piece.except("until", "account_id"))))
        .mapTo(Long.class)
        .list();
    List<Long> ended =
        piece
            .bind(
                handle.createQuery(
                    """
                    WITH ended AS (
                      UPDATE allowance_grant
                         SET ended_at = qm_now()
                       WHERE ended_at IS NULL AND (until <= qm_now()) IS TRUE
                         AND (until, account_id) > (:fromAt, :fromAccount)
                         AND (until, account_id) <= (:toAt, :toAccount)
                         %s
                      RETURNING account_id),
                    told AS (
                      INSERT INTO event (account_id, kind)
                      SELECT account_id, 'grant-ended' FROM ended)
                    SELECT DISTINCT account_id FROM ended ORDER BY 1
                    """
                        .formatted(piece.except("until", "account_id"))))
            .mapTo(Long.class)
            .list();
    Tarpit.agree(handle, ended);
    return ended.size();
  }
}
