package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/**
 * One node's Quartz in the cluster: fires the declared schedules, each planned time on one node.
 */
public final class Scheduler implements AutoCloseable {

  static final String GROUP = "schedules";

  private final org.quartz.Scheduler quartz;
  private final Reconciler reconciler;
  private final Pulse pulse;

  private Scheduler(org.quartz.Scheduler quartz, Reconciler reconciler, Pulse pulse) {
    this.quartz = quartz;
    this.reconciler = reconciler;
    this.pulse = pulse;
  }

  /**
   * Joins the cluster; fires nothing before {@link #start}.
   *
   * @param database a pool of its own, so that busy workers cannot keep schedules from firing
   */
  public static Scheduler join(Database database, String node, Firings firings) {
    try {
      Pulse pulse = new Pulse(System::nanoTime);
      org.quartz.Scheduler quartz =
          QuartzSettings.scheduler(database, node, new Recording(firings, System::nanoTime), pulse);
      quartz.setJobFactory((bundle, scheduler) -> new FiringJob(firings));
      return new Scheduler(quartz, new Reconciler(database, quartz, node), pulse);
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not start: " + e.getMessage(), e);
    }
  }

  /** Begins to fire. */
  public void start() {
    pulse.beat();
    unchecked(quartz::start);
  }

  /** Fires no more; what was fired is done elsewhere. */
  public void standby() {
    unchecked(quartz::standby);
  }

  /**
   * How long ago Quartz's thread last looked for what is due. While it fires that is some seconds,
   * with the database or without.
   */
  public Duration silence() {
    return pulse.silence();
  }

  /** Whether it fires: started, and not in standby. */
  public boolean isFiring() {
    try {
      return quartz.isStarted() && !quartz.isInStandbyMode() && !quartz.isShutdown();
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Puts on record what is declared, and makes Quartz's tables say the same: adds, changes and
   * removes triggers; one that is right is let be. Waits for its turn when another node is at it.
   *
   * @param isNewest no newer configuration was published: what this one does not have is to go
   * @return what was wrong beside, and was mended
   */
  public List<Repair> declare(Map<String, Schedule> schedules, boolean isNewest) {
    return reconciler.declare(Declared.of(schedules.values(), isNewest));
  }

  /**
   * Looks for triggers that cannot fire as they should, and mends them; one that is being fired is
   * let be. Call it every ten seconds or so, on every node: one at a time does it. What may pass by
   * itself is mended when two looks, at least ten seconds apart, find it.
   *
   * @param isNewest as in {@link #declare}
   * @return what was mended
   */
  public List<Repair> mend(Map<String, Schedule> schedules, boolean isNewest) {
    return reconciler.look(Declared.of(schedules.values(), isNewest));
  }

  /** Who hears of what is mended. */
  public void tell(RepairObserver observer) {
    reconciler.tell(observer);
  }

  /** What Quartz's tables have for a schedule. */
  Optional<Timetable> timetable(String schedule) {
    try {
      return quartz.getTrigger(TriggerKey.triggerKey(schedule, GROUP))
              instanceof TimetableTrigger own
          ? Optional.of(own.timetable())
          : Optional.empty();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz: " + e.getMessage(), e);
    }
  }

  /** Waits for firings at work, then leaves the cluster. */
  @Override
  public void close() {
    unchecked(() -> quartz.shutdown(true));
  }

  private interface Call {
    void make() throws SchedulerException;
  }

  private static void unchecked(Call call) {
    try {
      call.make();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz: " + e.getMessage(), e);
    }
  }
}
