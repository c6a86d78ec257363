package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The right to reconcile, which one node of the cluster has at a time: an advisory lock of a
 * transaction on a connection of its own, so that the work beside it commits as it goes on, and
 * that the right ends with the process.
 */
final class Turn implements AutoCloseable {

  private final Handle handle;
  private final boolean ours;

  private Turn(Handle handle, boolean ours) {
    this.handle = handle;
    this.ours = ours;
  }

  /** Ours, unless another node has it. */
  static Turn tryFor(Database database) {
    return take(
        database,
        "SELECT pg_try_advisory_xact_lock(hashtextextended('triggers of ' || current_schema(), 0))");
  }

  /** Ours, after the other nodes. */
  static Turn await(Database database) {
    return take(
        database,
        "SELECT true FROM pg_advisory_xact_lock(hashtextextended('triggers of ' || current_schema(), 0))");
  }

  private static Turn take(Database database, String lock) {
    Handle handle = Jdbi.open(database.dataSource());
    try {
      handle.begin();
      return new Turn(handle, handle.createQuery(lock).mapTo(Boolean.class).one());
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  boolean isOurs() {
    return ours;
  }

  /** Fails when it is ours no more; keeps the session from being ended for its silence. */
  void hold() {
    handle.execute("SELECT 1");
  }

  @Override
  public void close() {
    try (handle) {
      handle.commit();
    }
  }
}
