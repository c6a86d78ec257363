package dev.quartermaster.jobs.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of published configurations. */
public final class Generations {

  private Generations() {}

  /** The one that counts; empty before the first node started. */
  public static Optional<Generation> newest(Handle handle) {
    return handle
        .createQuery("SELECT * FROM configuration ORDER BY generation DESC LIMIT 1")
        .map((row, context) -> generation(row))
        .findOne();
  }

  /** The newest one with these schedules. There is one row for each change: few enough to read. */
  static Optional<Generation> of(Handle handle, String hash) {
    return handle
        .createQuery(
            "SELECT * FROM configuration WHERE hash = :hash ORDER BY generation DESC LIMIT 1")
        .bind("hash", hash)
        .map((row, context) -> generation(row))
        .findOne();
  }

  /** Keeps others from publishing until the transaction ends; who only reads is not kept. */
  static void hold(Handle handle) {
    handle.execute("LOCK TABLE configuration IN SHARE ROW EXCLUSIVE MODE");
  }

  static Generation publish(Handle handle, String hash, String node) {
    return handle
        .createQuery(
            "INSERT INTO configuration (hash, published_by) VALUES (:hash, :node) RETURNING *")
        .bind("hash", hash)
        .bind("node", node)
        .map((row, context) -> generation(row))
        .one();
  }

  /** Notes which one a node goes by. */
  static void take(Handle handle, NodeIdentity me, Generation generation) {
    handle
        .createUpdate(
            """
            UPDATE node SET generation = :generation
             WHERE name = :name AND incarnation = :incarnation AND generation IS DISTINCT FROM :generation
            """)
        .bind("generation", generation.number())
        .bind("name", me.name())
        .bind("incarnation", me.incarnation())
        .execute();
  }

  /** Whether another node that is alive goes by it. */
  static boolean isHeldByAnother(Handle handle, NodeIdentity me, Generation generation) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM node
                            WHERE generation = :generation AND name <> :name AND state = 'up'
                              AND heartbeat_at >= qm_now() - make_interval(secs => :deadAfter))
            """)
        .bind("generation", generation.number())
        .bind("name", me.name())
        .bind("deadAfter", Nodes.DEAD_AFTER.toSeconds())
        .mapTo(Boolean.class)
        .one();
  }

  private static Generation generation(ResultSet row) throws SQLException {
    return new Generation(
        row.getLong("generation"),
        row.getString("hash"),
        row.getObject("published_at", OffsetDateTime.class).toInstant(),
        row.getString("published_by"));
  }
}
