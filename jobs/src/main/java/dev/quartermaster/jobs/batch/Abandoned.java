package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs of schedules that are no longer declared: nobody would ever end them. */
public final class Abandoned {

  private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

  private Abandoned() {}

  /**
   * Ends those that nobody works on.
   *
   * @param declared every schedule of the newest configuration, disabled ones too
   * @return the ids of the runs
   */
  public static List<Long> end(Database database, Collection<String> declared) {
    List<Long> ended =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        UPDATE run SET state = 'finished', outcome = 'failed', finished_at = qm_now(),
                               error = 'stopped: its schedule is no longer declared'
                         WHERE state IN ('waiting', 'running') AND schedule <> ALL (:declared)
                           -- Whose command has another configuration may be about to lend a hand.
                           AND fired_at < qm_now() - interval '1 minute'
                           AND NOT EXISTS (SELECT FROM batch b JOIN node n ON n.name = b.node AND n.incarnation = b.incarnation
                                            WHERE b.run_id = run.id AND b.state = 'claimed' AND n.state = 'up')
                        RETURNING id
                        """)
                    .bindArray("declared", String.class, declared.toArray())
                    .mapTo(Long.class)
                    .list());
    ended.forEach(run -> LOG.warn("Run {} was ended: its schedule is no longer declared.", run));
    return ended;
  }
}
