package dev.quartermaster.ops.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.event.SchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * A one-time task of db-scheduler for each account. Polls by lock-and-fetch with the limits that
 * its documentation gives for high throughput.
 */
final class DbSchedulerSide implements Side {

  private static final double LOWER_LIMIT = 1.0;
  private static final double UPPER_LIMIT = 4.0;

  /** For its polling, its heartbeats and its housekeeping. */
  private static final int OWN_CONNECTIONS = 3;

  /** What its version 16 wants of PostgreSQL, without the index for priorities, which are off. */
  private static final List<String> TABLES =
      List.of(
          "CREATE SCHEMA IF NOT EXISTS db_scheduler",
          """
          CREATE TABLE IF NOT EXISTS db_scheduler.scheduled_tasks (
            task_name            text NOT NULL,
            task_instance        text NOT NULL,
            task_data            bytea,
            execution_time       timestamptz,
            picked               boolean NOT NULL,
            picked_by            text,
            last_success         timestamptz,
            last_failure         timestamptz,
            consecutive_failures int,
            last_heartbeat       timestamptz,
            version              bigint NOT NULL,
            priority             smallint,
            state                text,
            PRIMARY KEY (task_name, task_instance)
          )
          """,
          "CREATE INDEX IF NOT EXISTS execution_time_idx ON db_scheduler.scheduled_tasks (execution_time)",
          "CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON db_scheduler.scheduled_tasks (last_heartbeat)");

  private final Sample sample;
  private final int threads;

  DbSchedulerSide(Sample sample, int threads) {
    this.sample = sample;
    this.threads = threads;
    sample.scratch().database().run(handle -> TABLES.forEach(handle::execute));
  }

  @Override
  public Way way() {
    return Way.DB_SCHEDULER;
  }

  @Override
  public void lay() {
    clear();
    sample.lay();
    try (Database database = open()) {
      OneTimeTask<Void> settle = task(database.dataSource());
      Scheduler.create(database.dataSource(), settle)
          .build()
          .scheduleBatch(
              sample.accounts().stream()
                  .map(
                      account ->
                          settle
                              .instanceBuilder(Long.toString(account.id()))
                              .scheduledTo(account.due())));
    }
  }

  /** Through a pool of its own, in its own schema. */
  private Database open() {
    DatabaseSettings settings = sample.scratch().database().settings();
    return Database.open(
        new DatabaseSettings(
            settings.url(),
            settings.login(),
            "db_scheduler",
            new DatabaseSettings.Pool(threads + OWN_CONNECTIONS, "db-scheduler")));
  }

  private static OneTimeTask<Void> task(DataSource database) {
    return Tasks.oneTime("settle")
        .execute((account, context) -> settle(database, Long.parseLong(account.getId())));
  }

  private static void settle(DataSource database, long account) {
    try {
      Sample.settle(database, account);
    } catch (SQLException e) {
      throw new IllegalStateException("account %d: %s".formatted(account, e.getMessage()), e);
    }
  }

  /** A task that failed counts as well; it stays, and is found when this is verified. */
  private static SchedulerListener counting(Countdown countdown) {
    return new AbstractSchedulerListener() {
      @Override
      public void onExecutionComplete(ExecutionComplete execution) {
        countdown.one();
      }
    };
  }

  @Override
  public Measured measure() {
    Countdown countdown = new Countdown(sample.size());
    try (Database database = open()) {
      Scheduler scheduler =
          Scheduler.create(database.dataSource(), task(database.dataSource()))
              .threads(threads)
              .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
              .addSchedulerListener(counting(countdown))
              .build();
      try {
        long wal = sample.scratch().walBytes();
        Stopwatch stopwatch = Stopwatch.start();
        scheduler.start();
        countdown.await(way());
        return new Measured(
            stopwatch.elapsed(), sample.size(), sample.scratch().walBytes() - wal, List.of());
      } finally {
        scheduler.stop();
      }
    }
  }

  @Override
  public void verify() {
    sample.verify(way(), "db_scheduler.scheduled_tasks");
  }

  @Override
  public void clear() {
    sample.clear();
    sample
        .scratch()
        .database()
        .run(handle -> handle.execute("TRUNCATE db_scheduler.scheduled_tasks"));
  }
}
