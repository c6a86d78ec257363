package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;

/** Mends what was found, through Quartz, and says what it did. */
final class Mending {

  /** Triggers at a time: so long does Quartz's lock keep the others from firing. */
  private static final int PART = 1_000;

  private final Database database;
  private final org.quartz.Scheduler quartz;
  private final Storing storing;
  private final String node;

  Mending(Database database, org.quartz.Scheduler quartz, String node) {
    this.database = database;
    this.quartz = quartz;
    this.storing = new Storing(database);
    this.node = node;
  }

  /** What is to be mended, and what it was found by. */
  record Work(Declared declared, Look look, List<Finding> findings) {
    Schedule schedule(String name) {
      return Objects.requireNonNull(declared.enabled().get(name));
    }
  }

  /** Whether this node fires. */
  boolean isFiring() {
    try {
      return quartz.isStarted() && !quartz.isInStandbyMode();
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz: " + e.getMessage(), e);
    }
  }

  /**
   * Mends all of it that nobody has in hand by now.
   *
   * @param done hears of each part as soon as it is mended
   */
  void mend(Work work, Consumer<List<Repair>> done) {
    if (!work.look().pausedGroups().isEmpty()) {
      done.accept(List.of(unpauseGroups(work.look())));
    }
    for (int from = 0; from < work.findings().size(); from += PART) {
      int to = Math.min(from + PART, work.findings().size());
      List<Finding> part = work.findings().subList(from, to);
      done.accept(
          Stream.of(removed(work, part), spent(work, part), stored(work, part))
              .flatMap(List::stream)
              .toList());
    }
  }

  /** Our triggers in them are stored anew, each; those of recovery are Quartz's. */
  private Repair unpauseGroups(Look look) {
    database.run(QuartzTables::unpauseGroups);
    unchecked(
        () ->
            quartz.resumeTriggers(
                GroupMatcher.groupEquals(org.quartz.Scheduler.DEFAULT_RECOVERY_GROUP)));
    return new Repair(
        Repair.ALL,
        look.now(),
        node,
        "groups of triggers were paused: " + String.join(", ", look.pausedGroups()),
        "took the pause back");
  }

  private List<Repair> removed(Work work, List<Finding> part) {
    List<Finding> undeclared = with(part, Flaw.UNDECLARED);
    if (undeclared.isEmpty()) {
      return List.of();
    }
    Set<String> cleared = storing.clear(undeclared);
    unchecked(
        () ->
            quartz.deleteJobs(
                cleared.stream().map(name -> JobKey.jobKey(name, Scheduler.GROUP)).toList()));
    return repairs(work, undeclared, cleared, "removed it");
  }

  /** Changed so that it fires no more: what is there would go on by what was declared before. */
  private List<Repair> spent(Work work, List<Finding> part) {
    List<Finding> spent =
        part.stream()
            .filter(finding -> finding.flaw() == Flaw.OLD_DEFINITION)
            .filter(finding -> isSpent(work, work.schedule(finding.schedule())))
            .toList();
    return spent.isEmpty()
        ? List.of()
        : repairs(work, spent, storing.clear(spent), "removed it: it has no time left to fire at");
  }

  private static boolean isSpent(Work work, Schedule schedule) {
    return schedule.when().timetable().next(work.look().now()).equals(Instant.MAX);
  }

  private List<Repair> stored(Work work, List<Finding> part) {
    List<Finding> wrong = part.stream().filter(one -> one.flaw() != Flaw.UNDECLARED).toList();
    if (wrong.isEmpty()) {
      return List.of();
    }
    Set<String> stored = storing.anew(work, wrong);
    return repairs(work, wrong, stored, "stored it anew");
  }

  private static List<Finding> with(List<Finding> findings, Flaw flaw) {
    return findings.stream().filter(finding -> finding.flaw() == flaw).toList();
  }

  private List<Repair> repairs(Work work, List<Finding> findings, Set<String> mended, String did) {
    return findings.stream()
        .filter(finding -> mended.contains(finding.schedule()))
        .map(finding -> repair(work, finding, did))
        .toList();
  }

  private Repair repair(Work work, Finding finding, String did) {
    return new Repair(finding.schedule(), work.look().now(), node, finding.says(), did);
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
