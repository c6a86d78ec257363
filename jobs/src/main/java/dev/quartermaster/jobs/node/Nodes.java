package dev.quartermaster.jobs.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of nodes. All times are the database's. */
public final class Nodes {

  /** Between two heartbeats. */
  public static final Duration BEAT = Duration.ofSeconds(2);

  /** Silence after which a node is dead: three beats. */
  public static final Duration DEAD_AFTER = Duration.ofSeconds(6);

  private static final String SILENT =
      """
      state = 'up' AND name <> :me
      AND heartbeat_at < qm_now() - make_interval(secs => :deadAfter)
      """;

  /** Whoever is at work goes on between two statements at once. */
  private static final String STUCK =
      "AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '"
          + BEAT.toSeconds()
          + " s'";

  private Nodes() {}

  /**
   * Takes the name, unless a node that is alive has it. What was said of the node stays when the
   * same process comes back; another begins anew, drained by nobody.
   */
  static boolean join(Handle handle, NodeIdentity me, String version) {
    return handle
            .createUpdate(
                """
                INSERT INTO node AS n (name, incarnation, version, state)
                VALUES (:name, :incarnation, :version, 'up')
                ON CONFLICT (name) DO UPDATE
                   SET (generation, clock_ahead_ms, configuration_error, drain_since) =
                           (SELECT n.generation, n.clock_ahead_ms, n.configuration_error, n.drain_since
                             WHERE left(n.incarnation::text, 18) = left(excluded.incarnation::text, 18)),
                       incarnation = excluded.incarnation, version = excluded.version, state = 'up',
                       started_at = qm_now(), heartbeat_at = qm_now(),
                       firing = NULL, workers_busy_since = NULL, pool_waiting_since = NULL
                 WHERE n.state <> 'up' OR n.heartbeat_at < qm_now() - make_interval(secs => :deadAfter)
                """)
            .bind("name", me.name())
            .bind("incarnation", me.incarnation())
            .bind("version", version)
            .bind("deadAfter", DEAD_AFTER.toSeconds())
            .execute()
        == 1;
  }

  /** Says that this life goes on, and how; empty when the others have found it dead. */
  static Optional<Beat> beat(Handle handle, NodeIdentity me, Beat.Condition condition) {
    return handle
        .createQuery(
            """
            UPDATE node
               SET heartbeat_at = qm_now(), clock_ahead_ms = coalesce(:ahead, clock_ahead_ms),
                   configuration_error = :error, firing = :firing,
                   workers_busy_since = qm_now() - make_interval(secs => :busyFor::float8),
                   pool_waiting_since = qm_now() - make_interval(secs => :waitingFor::float8)
             WHERE name = :name AND incarnation = :incarnation AND state = 'up'
            RETURNING drain_since IS NOT NULL AS drained, clock_ahead_ms
            """)
        .bind("ahead", condition.clockAhead().map(Duration::toMillis).orElse(null))
        .bind("error", condition.configurationError().orElse(null))
        .bind("firing", condition.feeling().firing().orElse(null))
        .bind("busyFor", condition.feeling().workersBusyFor().map(Nodes::seconds).orElse(null))
        .bind("waitingFor", condition.feeling().poolWaitingFor().map(Nodes::seconds).orElse(null))
        .bind("name", me.name())
        .bind("incarnation", me.incarnation())
        .map(
            (row, context) ->
                new Beat(
                    row.getBoolean("drained"),
                    Optional.ofNullable(row.getObject("clock_ahead_ms", Long.class))
                        .map(Duration::ofMillis)))
        .findOne();
  }

  private static Double seconds(Duration span) {
    return span.toMillis() / 1000.0;
  }

  static void leave(Handle handle, NodeIdentity me) {
    handle
        .createUpdate(
            "UPDATE node SET state = 'left' WHERE name = :name AND incarnation = :incarnation")
        .bind("name", me.name())
        .bind("incarnation", me.incarnation())
        .execute();
  }

  /** Leaves no trace: for a command that only lent a hand. */
  static void forget(Handle handle, NodeIdentity me) {
    handle
        .createUpdate("DELETE FROM node WHERE name = :name AND incarnation = :incarnation")
        .bind("name", me.name())
        .bind("incarnation", me.incarnation())
        .execute();
  }

  /**
   * Finds nodes that went silent and ends their sessions, so that a process that was only stopped
   * cannot wake up inside a transaction and keep its locks.
   *
   * <p>Waits for nobody's lock. A process that was stopped in the middle of a heartbeat holds its
   * own row: it loses that session first, and is found by the next look.
   */
  static List<NodeIdentity> buryDead(Handle handle, NodeIdentity me) {
    List<NodeIdentity> dead =
        handle
            .createQuery(
                """
                UPDATE node SET state = 'dead'
                 WHERE name = ANY (ARRAY(SELECT name FROM node WHERE %s ORDER BY name FOR NO KEY UPDATE SKIP LOCKED))
                RETURNING name, incarnation
                """
                    .formatted(SILENT))
            .bind("me", me.name())
            .bind("deadAfter", DEAD_AFTER.toSeconds())
            .map((row, context) -> identity(row))
            .list();
    dead.forEach(node -> endSessions(handle, node, ""));
    handle
        .createQuery("SELECT name, incarnation FROM node WHERE " + SILENT)
        .bind("me", me.name())
        .bind("deadAfter", DEAD_AFTER.toSeconds())
        .map((row, context) -> identity(row))
        .list()
        .forEach(node -> endSessions(handle, node, STUCK));
    return dead;
  }

  private static NodeIdentity identity(ResultSet row) throws SQLException {
    return new NodeIdentity(row.getString("name"), row.getObject("incarnation", UUID.class));
  }

  private static void endSessions(Handle handle, NodeIdentity node, String which) {
    handle
        .createQuery(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = :session AND pid <> pg_backend_pid()
            """
                + which)
        .bind("session", node.sessionName())
        .mapTo(Boolean.class)
        .list();
  }

  /** Whether a daemon is up that takes work; commands that lend a hand are none. */
  public static boolean anyWorks(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM node
                            WHERE state = 'up' AND drain_since IS NULL AND generation IS NOT NULL
                              AND heartbeat_at >= qm_now() - make_interval(secs => :deadAfter))
            """)
        .bind("deadAfter", DEAD_AFTER.toSeconds())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Every node that was ever seen, by name. What it holds is looked up among the batches that are
   * claimed now (batch_claimed).
   */
  public static List<NodeView> list(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT n.*, extract(epoch FROM qm_now() - heartbeat_at) AS silence_s,
                   CASE WHEN state = 'up' AND heartbeat_at < qm_now() - make_interval(secs => :deadAfter)
                        THEN 'late'
                        WHEN state = 'up' AND drain_since IS NOT NULL
                        THEN CASE WHEN claimed > 0 THEN 'draining' ELSE 'drained' END
                        ELSE state END AS seen_as,
                   claimed
              FROM node AS n
              LEFT JOIN LATERAL (
                   SELECT count(*) AS claimed FROM batch AS b
                    WHERE b.state = 'claimed' AND b.node = n.name AND b.incarnation = n.incarnation) AS b ON true
             ORDER BY name
            """)
        .bind("deadAfter", DEAD_AFTER.toSeconds())
        .map((row, context) -> view(row))
        .list();
  }

  private static NodeView view(ResultSet row) throws SQLException {
    return new NodeView(
        row.getString("name"),
        row.getString("seen_as"),
        row.getString("version"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        row.getObject("heartbeat_at", OffsetDateTime.class).toInstant(),
        Duration.ofMillis((long) (row.getDouble("silence_s") * 1000)),
        new NodeView.Condition(
            Optional.ofNullable(row.getObject("clock_ahead_ms", Long.class))
                .map(Duration::ofMillis),
            Optional.ofNullable(row.getObject("generation", Long.class)),
            Optional.ofNullable(row.getString("configuration_error")),
            new NodeView.Feeling(
                Optional.ofNullable(row.getObject("firing", Boolean.class)),
                instant(row, "workers_busy_since"),
                instant(row, "pool_waiting_since"))),
        row.getLong("claimed"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
