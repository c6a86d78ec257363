package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

/** A trigger of Quartz for each account, in a clustered JDBC job store with its defaults. */
final class QuartzSide implements Side {

  /** So that none counts as missed, however long the others took to lay. */
  private static final String DUE_NOW =
      "UPDATE quartz.qrtz_triggers SET next_fire_time = floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

  private final Sample sample;

  QuartzSide(Sample sample) {
    this.sample = sample;
    QuartzStore.makeTables(sample.scratch());
  }

  @Override
  public Way way() {
    return Way.QUARTZ;
  }

  /** The trigger's name is the account. A job that failed counts as well, and is found. */
  private record Settle(DataSource database, Countdown countdown) implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      try {
        Sample.settle(database, Long.parseLong(context.getTrigger().getKey().getName()));
      } catch (SQLException e) {
        throw new JobExecutionException(e);
      } finally {
        countdown.one();
      }
    }
  }

  @Override
  public void lay() {
    sample.clear();
    sample.lay();
    QuartzStore.makeTables(sample.scratch());
    try (Database database = QuartzStore.open(sample.scratch())) {
      Scheduler quartz = QuartzStore.join(database);
      // Durable: or Quartz would count the triggers that are left after each.
      JobDetail settle =
          JobBuilder.newJob(Settle.class).withIdentity("settle").storeDurably().build();
      Set<? extends Trigger> triggers =
          sample.accounts().stream().map(QuartzSide::trigger).collect(Collectors.toSet());
      quartz.scheduleJob(settle, triggers, false);
      quartz.shutdown(true);
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  private static Trigger trigger(Sample.Account account) {
    return TriggerBuilder.newTrigger().withIdentity(Long.toString(account.id())).startNow().build();
  }

  private static IllegalStateException failed(SchedulerException e) {
    return new IllegalStateException("Quartz: " + e.getMessage(), e);
  }

  /** Until the last job has settled; what Quartz writes after it is not waited for. */
  @Override
  public Measured measure() {
    Countdown countdown = new Countdown(sample.size());
    try (Database database = QuartzStore.open(sample.scratch())) {
      Scheduler quartz = QuartzStore.join(database);
      quartz.setJobFactory((bundle, scheduler) -> new Settle(database.dataSource(), countdown));
      sample.scratch().database().run(handle -> handle.execute(DUE_NOW));
      long wal = sample.scratch().walBytes();
      Stopwatch stopwatch = Stopwatch.start();
      quartz.start();
      try {
        countdown.await(way());
        return new Measured(
            stopwatch.elapsed(), sample.size(), sample.scratch().walBytes() - wal, List.of());
      } finally {
        quartz.shutdown(true);
      }
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  @Override
  public void verify() {
    sample.verify(way(), "quartz.qrtz_triggers");
  }

  @Override
  public void clear() {
    sample.clear();
    QuartzStore.makeTables(sample.scratch());
  }
}
