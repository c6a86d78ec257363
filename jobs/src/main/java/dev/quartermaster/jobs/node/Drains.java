package dev.quartermaster.jobs.node;

import org.jdbi.v3.core.Handle;

/** Tells nodes to take no more work, and to take it again. */
public final class Drains {

  private Drains() {}

  /**
   * From its next heartbeat on the node takes no more work, and finishes what it has. It lasts
   * until it is taken back or the node is started anew.
   *
   * @return whether there is such a node at work that had not been told yet
   */
  public static boolean drain(Handle handle, String node) {
    return handle
            .createUpdate(
                """
                UPDATE node SET drain_since = qm_now()
                 WHERE name = :node AND state = 'up' AND drain_since IS NULL
                """)
            .bind("node", node)
            .execute()
        == 1;
  }

  /**
   * From its next heartbeat on the node takes work again.
   *
   * @return whether it had been told not to
   */
  public static boolean undo(Handle handle, String node) {
    return handle
            .createUpdate(
                "UPDATE node SET drain_since = NULL WHERE name = :node AND drain_since IS NOT NULL")
            .bind("node", node)
            .execute()
        == 1;
  }
}
