package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.run.Drills;
import dev.quartermaster.jobs.run.Drills.Refusal;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the canary's trigger frozen, so that it is seen how long it takes until somebody is told. The
 * watch ends the drill and puts on record what it found.
 */
public final class Drill implements BatchedJob {

  private static final Logger LOG = LoggerFactory.getLogger(Drill.class);

  private static final String BEGIN = "begin";

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return last.isPresent() ? Optional.empty() : Optional.of(BEGIN);
  }

  /** Done twice, there is one already. */
  @Override
  public long work(Handle handle, String slice) {
    Optional<Refusal> refusal = Drills.begin(handle);
    if (refusal.isEmpty()) {
      return 1;
    }
    LOG.info(
        "No drill: {}.",
        switch (refusal.get()) {
          case NO_CANARY -> "the canary is paused or not enabled";
          case SEVERAL_VERSIONS -> "nodes of several versions are up";
          case ANOTHER_GOES_ON -> "another goes on";
        });
    return 0;
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "in the newest drill somebody was paged within a minute of the time that was missed",
            """
            SELECT count(*) FROM (SELECT * FROM drill ORDER BY id DESC LIMIT 1) AS newest
             WHERE ended_at IS NOT NULL AND coalesce(paged_at > missed_at + interval '1 minute', true)
                OR ended_at IS NULL AND begun_at < qm_now() - interval '10 minutes'
            """));
  }
}
