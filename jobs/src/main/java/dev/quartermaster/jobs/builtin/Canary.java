package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Proves that a schedule fires, runs and commits: writes down that it has. */
public final class Canary implements BatchedJob {

  private static final String BEAT = "beat";

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return last.isPresent() ? Optional.empty() : Optional.of(BEAT);
  }

  /** Done twice, it is written twice, and says the same. */
  @Override
  public long work(Handle handle, String slice) {
    return handle
        .createUpdate(
            """
            INSERT INTO canary AS c (at, run_id, beats)
            VALUES (qm_now(), (SELECT max(id) FROM run WHERE schedule = 'canary' AND state = 'running'), 1)
            ON CONFLICT (the_only) DO UPDATE
               SET at = excluded.at, run_id = excluded.run_id, beats = c.beats + 1
            """)
        .execute();
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "a run of it was committed within the last three minutes",
            """
            SELECT CASE WHEN EXISTS (SELECT FROM canary WHERE at > qm_now() - interval '3 minutes')
                        THEN 0 ELSE 1 END
            """));
  }
}
