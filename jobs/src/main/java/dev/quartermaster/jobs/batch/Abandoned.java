package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs of schedules that are no longer declared: nobody would ever end them. */
public final class Abandoned {

  private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

  private static final String WHY = "stopped: its schedule is no longer declared";

  /** The rest is for the next look. */
  private static final int TOGETHER = 1_000;

  private Abandoned() {}

  /**
   * Ends those that nobody works on.
   *
   * @param declared every schedule of the newest configuration, disabled ones too
   * @return the ids of the runs
   */
  public static List<Long> end(Database database, Collection<String> declared) {
    List<Long> ended =
        database.transaction(handle -> ownerless(handle, declared)).stream()
            .filter(
                run ->
                    database.transaction(
                        handle -> new RunStop(handle, run).ifAbandoned(declared, WHY)))
            .toList();
    ended.forEach(run -> LOG.warn("Run {} was ended: its schedule is no longer declared.", run));
    return ended;
  }

  private static List<Long> ownerless(Handle handle, Collection<String> declared) {
    return handle
        .createQuery(
            """
            SELECT id FROM run
             WHERE state IN ('waiting', 'running') AND schedule <> ALL (:declared)
               -- Whose command has another configuration may be about to lend a hand.
               AND fired_at < qm_now() - interval '1 minute'
             ORDER BY id LIMIT :together
            """)
        .bindArray("declared", String.class, declared.toArray())
        .bind("together", TOGETHER)
        .mapTo(Long.class)
        .list();
  }
}
