package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobDetail;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores triggers anew. What is there is removed under Quartz's own lock, unless a node has it in
 * hand by then, and stored through Quartz: in between nobody can fire it, and a process that dies
 * there leaves one that is missing, for the next look.
 */
final class Storing {

  private static final Logger LOG = LoggerFactory.getLogger(Storing.class);

  private final Database database;
  private final org.quartz.Scheduler quartz;

  Storing(Database database, org.quartz.Scheduler quartz) {
    this.database = database;
    this.quartz = quartz;
  }

  /** Which of these were stored anew; those that have no time left to fire at are let be. */
  Set<String> anew(Mending.Work work, List<Finding> findings) {
    Map<String, NewTrigger> triggers = triggers(work, findings);
    triggers.keySet().retainAll(clear(findings, triggers.keySet()));
    return triggers.isEmpty() ? Set.of() : store(triggers);
  }

  /** Which of these triggers are gone now. */
  Set<String> clear(List<Finding> findings, Collection<String> names) {
    Set<String> thoughPicked =
        findings.stream()
            .filter(finding -> finding.flaw().isOfTheDeclaration())
            .map(Finding::schedule)
            .collect(Collectors.toSet());
    return database.transaction(handle -> QuartzTables.clear(handle, names, thoughPicked));
  }

  private Map<String, NewTrigger> triggers(Mending.Work work, List<Finding> findings) {
    List<String> names = findings.stream().map(Finding::schedule).toList();
    Map<String, Instant> accountedFor =
        database.transaction(handle -> Declarations.accountedFor(handle, names));
    Instant now = work.look().now();
    Map<String, NewTrigger> triggers = new HashMap<>();
    for (String name : names) {
      Schedule schedule = work.schedule(name);
      // What passes while it is paused is not made up for.
      Instant until = work.look().isPaused(name) ? now : accountedFor.getOrDefault(name, now);
      NewTrigger trigger = NewTrigger.of(schedule, until, now);
      if (trigger.fires()) {
        triggers.put(name, trigger);
      }
    }
    return triggers;
  }

  /** Together if possible; when one of them cannot be stored, the others are all the same. */
  private Set<String> store(Map<String, NewTrigger> triggers) {
    try {
      storeAll(triggers.values());
      return triggers.keySet();
    } catch (SchedulerException e) {
      LOG.warn("Some triggers cannot be stored: now one by one.", e);
      return triggers.entrySet().stream()
          .filter(one -> isStored(one.getKey(), one.getValue()))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  private boolean isStored(String name, NewTrigger trigger) {
    // Without a database this throws, rather than that each of them waits for it.
    database.run(handle -> handle.execute("SELECT 1"));
    try {
      storeAll(List.of(trigger));
      return true;
    } catch (SchedulerException e) {
      LOG.warn("The trigger of '{}' cannot be stored; the next look tries again.", name, e);
      return false;
    }
  }

  private void storeAll(Collection<NewTrigger> triggers) throws SchedulerException {
    Map<JobDetail, Set<? extends Trigger>> all = new HashMap<>();
    for (NewTrigger trigger : triggers) {
      Map.Entry<JobDetail, Set<? extends Trigger>> entry = trigger.forQuartz();
      all.put(entry.getKey(), entry.getValue());
    }
    quartz.scheduleJobs(all, true);
  }
}
