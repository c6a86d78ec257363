package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.pace.BacklogSample;
import dev.quartermaster.jobs.pace.BacklogSamples;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an eye on how much waits behind each schedule. */
public final class Backlogs {

  /** The newest sample is this old at most, when nodes are up. */
  private static final Duration OFTEN = Duration.ofSeconds(10);

  /** A table that is locked, or a query gone wild, is looked at the next time. */
  private static final String BOUNDS =
      "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '10s'";

  private static final Logger LOG = LoggerFactory.getLogger(Backlogs.class);

  private Backlogs() {}

  /** Takes a sample of each backlog of which another node has not just taken one. */
  public static void sample(
      Database database,
      Collection<Schedule> schedules,
      Function<Schedule, Optional<? extends Job>> jobs) {
    for (Schedule schedule : schedules) {
      if (schedule.enabled() && jobs.apply(schedule).orElse(null) instanceof BatchedJob job) {
        sample(database, schedule.name(), job);
      }
    }
  }

  /** What is wrong with one hides none of the others. */
  private static void sample(Database database, String schedule, BatchedJob job) {
    try {
      database.run(
          handle -> {
            handle.execute(BOUNDS);
            sample(handle, schedule, job);
          });
    } catch (RuntimeException e) {
      LOG.warn("'{}' could not tell how much waits: {}", schedule, Faults.words(e));
    }
  }

  private static void sample(Handle handle, String schedule, BatchedJob job) {
    List<BacklogSample> fresh = BacklogSamples.last(handle, schedule, OFTEN.dividedBy(2));
    if (fresh.isEmpty()) {
      job.waiting(handle).ifPresent(waiting -> BacklogSamples.write(handle, schedule, waiting));
    }
  }
}
