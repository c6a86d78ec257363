package dev.quartermaster.jobs.quartz;

import static java.util.Objects.requireNonNull;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores triggers anew: many at a time, in one transaction under Quartz's own lock with the removal
 * of what is there, unless a node has it in hand by then.
 */
final class Storing {

  private static final Logger LOG = LoggerFactory.getLogger(Storing.class);

  private final Database database;

  Storing(Database database) {
    this.database = database;
  }

  /** Which of these were stored anew; those that have no time left to fire at are let be. */
  Set<String> anew(Mending.Work work, List<Finding> findings) {
    Map<String, NewTrigger> triggers = triggers(work, findings);
    return triggers.isEmpty() ? Set.of() : store(triggers, thoughPicked(findings));
  }

  /** Which of these triggers are gone now. */
  Set<String> clear(List<Finding> findings) {
    List<String> names = findings.stream().map(Finding::schedule).toList();
    return database.transaction(
        handle -> QuartzTables.clear(handle, names, thoughPicked(findings)));
  }

  private static Set<String> thoughPicked(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.flaw().isOfTheDeclaration())
        .map(Finding::schedule)
        .collect(Collectors.toSet());
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
  private Set<String> store(Map<String, NewTrigger> triggers, Set<String> thoughPicked) {
    try {
      return storeAll(triggers, thoughPicked);
    } catch (JdbiException e) {
      LOG.warn("Some triggers cannot be stored: now one by one.", e);
      return triggers.entrySet().stream()
          .filter(one -> isStored(one.getKey(), one.getValue(), thoughPicked))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }
  }

  private boolean isStored(String name, NewTrigger trigger, Set<String> thoughPicked) {
    // Without a database this throws, rather than that each of them waits for it.
    database.run(handle -> handle.execute("SELECT 1"));
    try {
      return !storeAll(Map.of(name, trigger), thoughPicked).isEmpty();
    } catch (JdbiException e) {
      LOG.warn("The trigger of '{}' cannot be stored; the next look tries again.", name, e);
      return false;
    }
  }

  private Set<String> storeAll(Map<String, NewTrigger> triggers, Set<String> thoughPicked) {
    return database.transaction(
        handle -> {
          Set<String> free = QuartzTables.clear(handle, triggers.keySet(), thoughPicked);
          QuartzTables.store(
              handle, free.stream().map(name -> requireNonNull(triggers.get(name))).toList());
          return free;
        });
  }
}
