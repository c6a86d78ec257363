package dev.quartermaster.jobs.builtin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a primary knows of its standbys.
 *
 * @param isStandby this session itself is on a standby; then there is nothing more to see
 * @param maySee this session's user may look at other sessions
 * @param walKept what is kept for standbys without a slot, as PostgreSQL writes it
 */
record Replication(
    boolean isStandby, boolean maySee, String walKept, List<Standby> standbys, List<Slot> slots) {

  /**
   * A standby that is attached.
   *
   * @param sync async, potential, sync or quorum
   * @param lag until it has replayed what was written; zero when it is not known, as on an idle
   *     primary
   * @param bytes that it has not replayed yet
   */
  record Standby(String name, String state, String sync, Duration lag, long bytes) {}

  /**
   * A promise to keep WAL for someone.
   *
   * @param walStatus reserved, extended, unreserved or lost; empty while it keeps nothing
   * @param bytes kept for it
   */
  record Slot(String name, boolean isActive, Optional<String> walStatus, long bytes) {}

  /** Asks the server that this session is on. */
  static Replication seen(Handle handle) {
    boolean standby = handle.createQuery("SELECT pg_is_in_recovery()").mapTo(Boolean.class).one();
    return handle
        .createQuery(
            "SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'), current_setting('wal_keep_size')")
        .map(
            (row, context) ->
                new Replication(
                    standby,
                    row.getBoolean(1),
                    row.getString(2),
                    standby ? List.of() : standbys(handle),
                    standby ? List.of() : slots(handle)))
        .one();
  }

  /** Neither a base backup nor a reader of logical changes is a standby. */
  private static List<Standby> standbys(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT application_name || coalesce(' at ' || host(client_addr), ''), coalesce(state, 'unknown'),
                   coalesce(sync_state, 'unknown'), coalesce(extract(epoch FROM replay_lag), 0),
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::bigint
              FROM pg_stat_replication r
             WHERE state IS DISTINCT FROM 'backup'
               AND NOT EXISTS (SELECT FROM pg_replication_slots s
                                WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
             ORDER BY 1
            """)
        .map(
            (row, context) ->
                new Standby(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    Duration.ofMillis((long) (row.getDouble(4) * 1000)),
                    row.getLong(5)))
        .list();
  }

  private static List<Slot> slots(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT slot_name, active, wal_status,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
              FROM pg_replication_slots
             WHERE NOT temporary
             ORDER BY 1
            """)
        .map(
            (row, context) ->
                new Slot(
                    row.getString(1),
                    row.getBoolean(2),
                    Optional.ofNullable(row.getString(3)),
                    row.getLong(4)))
        .list();
  }
}
