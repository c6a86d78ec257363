package dev.quartermaster.jobs.quartz;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.quartz.JobPersistenceException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredResult;

/**
 * Quartz's job store, which acquires and fires all {@link TimetableTrigger}s that are due together
 * by a handful of statements, where Quartz needs fifteen for each of them, all under one lock of
 * the cluster.
 *
 * <p>To fire is to put on record, which a planned time bears more than once. So it is done here,
 * before the trigger moves on, and not in a thread of Quartz's after it: a node that dies in
 * between leaves a trigger that Quartz's recovery gives back, and that fires again. What else is
 * there, as the triggers by which Quartz recovers a firing of a node of a version before this, is
 * fired as Quartz does it, by {@link FiringJob}.
 */
// Quartz speaks Date, and overrides what is generic by what is not.
@SuppressWarnings({"JavaUtilDate", "unchecked"})
final class FiringStore extends JobStoreTX {

  /** How many are acquired at a time; a firing takes no thread, so Quartz's number counts not. */
  private static final int MOST = 1_000;

  private static final String OURS = "QM_TIME";

  private final Recording recording;
  private final Pulse pulse;
  private final TimetablePersistence persistence = new TimetablePersistence();

  /**
   * Entries that are acquired and neither fired nor given back. Only Quartz's one thread acquires.
   */
  private final Set<String> held = new HashSet<>();

  private final Set<String> givenBack = new HashSet<>();

  FiringStore(Recording recording, Pulse pulse) {
    this.recording = recording;
    this.pulse = pulse;
  }

  /** The first thing that Quartz's thread does in each round, also while the database is gone. */
  @Override
  public List<OperableTrigger> acquireNextTriggers(long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    pulse.beat();
    return super.acquireNextTriggers(noLaterThan, most, timeWindow);
  }

  @Override
  protected List<OperableTrigger> acquireNextTrigger(
      Connection connection, long noLaterThan, int most, long timeWindow)
      throws JobPersistenceException {
    TriggerRows rows = new TriggerRows(connection, persistence);
    try {
      List<TriggerRows.Due> due =
          together(
              rows.due(
                  new TriggerRows.Wanted(
                      noLaterThan + timeWindow, getMisfireTime(), recording.resting(), MOST)),
              timeWindow);
      if (!due.stream().allMatch(one -> one.type().equals(OURS))) {
        return holding(super.acquireNextTrigger(connection, noLaterThan, most, timeWindow));
      }
      return holding(acquire(rows, due));
    } catch (SQLException e) {
      throw new JobPersistenceException("could not acquire the triggers that are due", e);
    } catch (Error e) {
      throw survivable(e);
    }
  }

  /** Quartz's thread, which nobody would miss, ends with an error that comes to it. */
  private JobPersistenceException survivable(Error e) {
    getLog().error("What is due could not be fired; it is tried again.", e);
    return new JobPersistenceException("could not fire what is due: " + e);
  }

  /** Those that fire at the time of the first, or are late already by this machine's clock. */
  private static List<TriggerRows.Due> together(List<TriggerRows.Due> due, long timeWindow) {
    if (due.isEmpty()) {
      return due;
    }
    long end = Math.max(due.get(0).nextFireTime(), System.currentTimeMillis()) + timeWindow;
    return due.stream().filter(one -> one.nextFireTime() <= end).toList();
  }

  private List<OperableTrigger> acquire(TriggerRows rows, List<TriggerRows.Due> due)
      throws SQLException {
    Map<String, TimetableTrigger> triggers = new LinkedHashMap<>();
    for (TriggerRows.Due one : due) {
      try {
        TimetableTrigger trigger = rows.load(one);
        trigger.setFireInstanceId(getFiredTriggerRecordId());
        triggers.put(trigger.getFireInstanceId(), trigger);
      } catch (RuntimeException e) {
        getLog().error("The trigger of '{}' cannot be read.", one.key().getName(), e);
        rows.unreadable(one.key());
      }
    }
    triggers.keySet().retainAll(rows.acquire(triggers.values(), getInstanceId()));
    return new ArrayList<>(triggers.values());
  }

  private List<OperableTrigger> holding(List<OperableTrigger> acquired) {
    held.clear();
    givenBack.clear();
    acquired.forEach(trigger -> held.add(trigger.getFireInstanceId()));
    return acquired;
  }

  /**
   * Fires them. What Quartz is to go on with is left in the list, in the order of what is returned.
   */
  @Override
  public List<TriggerFiredResult> triggersFired(List<OperableTrigger> triggers)
      throws JobPersistenceException {
    List<TimetableTrigger> ours =
        triggers.stream().filter(FiringStore::goesOn).map(TimetableTrigger.class::cast).toList();
    try {
      if (!ours.isEmpty()) {
        fire(ours);
        triggers.removeAll(ours);
      }
      List<TriggerFiredResult> others =
          triggers.isEmpty() ? List.of() : super.triggersFired(triggers);
      held.clear();
      return others;
    } catch (Error e) {
      throw survivable(e);
    }
  }

  /** Quartz has a way of its own with a trigger that fires for the last time. */
  private static boolean goesOn(OperableTrigger trigger) {
    return trigger instanceof TimetableTrigger own
        && own.getFireTimeAfter(own.getNextFireTime()) != null;
  }

  private void fire(List<TimetableTrigger> triggers) throws JobPersistenceException {
    Map<String, TimetableTrigger> rest = new LinkedHashMap<>();
    triggers.forEach(trigger -> rest.put(trigger.getFireInstanceId(), trigger));
    List<String> ready =
        executeInNonManagedTXLock(
            null, on(rows -> rows.stillAcquired(List.copyOf(rest.keySet()))), null);
    // Recorded without Quartz's lock: a firing may wait for whoever holds its schedule's row.
    List<TimetableTrigger> fired =
        record(ready.stream().map(entry -> Objects.requireNonNull(rest.get(entry))).toList());
    fired.forEach(trigger -> rest.remove(trigger.getFireInstanceId()));
    executeInNonManagedTXLock(
        LOCK_TRIGGER_ACCESS, on(rows -> rows.fired(fired) + rows.release(rest.keySet())), null);
  }

  private List<TimetableTrigger> record(List<TimetableTrigger> triggers) {
    // By name: in the order in which everybody locks schedules.
    Map<PlannedTime, TimetableTrigger> planned =
        new TreeMap<>(Comparator.comparing(PlannedTime::schedule));
    triggers.forEach(trigger -> planned.put(planned(trigger), trigger));
    return recording.record(List.copyOf(planned.keySet())).stream()
        .map(one -> Objects.requireNonNull(planned.get(one)))
        .toList();
  }

  private static PlannedTime planned(TimetableTrigger trigger) {
    Date next = Objects.requireNonNull(trigger.getNextFireTime());
    return new PlannedTime(trigger.getKey().getName(), trigger.plannedFor(next.toInstant()));
  }

  /** Quartz gives back all that it holds, one by one: at the first, all are given back together. */
  @Override
  public void releaseAcquiredTrigger(OperableTrigger trigger) {
    String entry = trigger.getFireInstanceId();
    if (held.contains(entry)) {
      retryExecuteInNonManagedTXLock(LOCK_TRIGGER_ACCESS, on(rows -> rows.release(held)));
      givenBack.addAll(held);
      held.clear();
    } else if (!givenBack.contains(entry)) {
      super.releaseAcquiredTrigger(trigger);
    }
  }

  /** What Quartz keeps acquired when it stops would wait until others find this node dead. */
  @Override
  public void shutdown() {
    if (!held.isEmpty()) {
      try {
        executeInNonManagedTXLock(LOCK_TRIGGER_ACCESS, on(rows -> rows.release(held)), null);
      } catch (JobPersistenceException e) {
        getLog().warn("Others will fire what was about to fire here, but later.", e);
      }
    }
    super.shutdown();
  }

  private interface Work<T> {
    T on(TriggerRows rows) throws SQLException;
  }

  private <T> TransactionCallback<T> on(Work<T> work) {
    return connection -> {
      try {
        return work.on(new TriggerRows(connection, persistence));
      } catch (SQLException e) {
        throw new JobPersistenceException("could not fire what is due", e);
      }
    };
  }
}
