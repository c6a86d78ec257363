package dev.quartermaster.db.pressure;

/**
 * One row each of what the server tells. Each reads shared memory and small catalogue entries only,
 * takes no lock that anybody waits for, and runs on PostgreSQL 14 to 18. A part may be forbidden by
 * itself on a hardened server.
 */
enum Part {
  /** A user without pg_read_all_stats sees that there are standbys, and nothing of them. */
  STANDBYS(
      """
      SELECT count(*)::int AS standbys,
             coalesce(bool_and(state IS NOT NULL), true) AS standbys_shown,
             coalesce(max(extract(epoch FROM replay_lag) * 1000), 0)::bigint AS standby_ms,
             coalesce(max(pg_wal_lsn_diff(
                 CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                 replay_lsn)), 0)::bigint AS standby_bytes
        FROM pg_stat_replication
       WHERE state IS NULL OR state IN ('streaming', 'catchup')
      """),

  /**
   * Which table an autovacuum is at, pg_stat_progress_vacuum hides from a normal user; the lock
   * that it holds is shown to everybody.
   */
  VACUUM(
      """
      SELECT coalesce(array_agg(DISTINCT CASE WHEN n.nspname = current_schema() THEN root.relname::text
                                              ELSE n.nspname || '.' || root.relname END), '{}') AS vacuuming
        FROM pg_stat_progress_vacuum v
       CROSS JOIN LATERAL (SELECT coalesce(nullif(v.relid, 0),
                                           (SELECT l.relation
                                              FROM pg_locks l
                                              JOIN pg_class t ON t.oid = l.relation
                                             WHERE l.pid = v.pid AND l.granted AND l.locktype = 'relation'
                                               AND l.mode = 'ShareUpdateExclusiveLock' AND t.relkind IN ('r', 'm')
                                             LIMIT 1)) AS oid) AS part
        JOIN pg_class root ON root.oid = coalesce(pg_partition_root(part.oid), part.oid)
        JOIN pg_namespace n ON n.oid = root.relnamespace
       WHERE v.datid = (SELECT oid FROM pg_database WHERE datname = current_database())
      """),

  /**
   * How far the archive is behind is the distance of two file names: the directory is not ours to
   * list.
   */
  ARCHIVE(
      """
      SELECT current_setting('archive_mode') <> 'off' AS archiving,
             coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS archive_failing,
             CASE WHEN NOT pg_is_in_recovery() AND last_archived_wal ~ '^[0-9A-F]{24}' THEN
               greatest(0, div(pg_current_wal_lsn() - '0/0', segment)
                 - ('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * (4294967296 / segment)
                 - ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint - 1)::bigint
             END AS archive_files
        FROM pg_stat_archiver, pg_size_bytes(current_setting('wal_segment_size')) AS segment
      """),

  /** Since when a session waits only pg_locks knows; it costs more, and is asked when one does. */
  SESSIONS(
      """
      SELECT connected,
             current_setting('max_connections')::int
               - current_setting('superuser_reserved_connections')::int AS connections_allowed,
             cardinality(waiting) AS lock_waits,
             CASE WHEN cardinality(waiting) > 0 THEN
               (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart) * 1000), 0)::bigint
                  FROM pg_locks WHERE NOT granted AND pid = ANY (waiting))
             ELSE 0 END AS lock_wait_ms
        FROM (SELECT (count(*) FILTER (WHERE usesysid IS NOT NULL
                        AND coalesce(backend_type, 'client backend') = 'client backend'))::int AS connected,
                     coalesce(array_agg(pid) FILTER (WHERE wait_event_type = 'Lock'
                        AND datname = current_database()), '{}') AS waiting
                FROM pg_stat_activity) AS activity
      """);

  private final String sql;

  Part(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
