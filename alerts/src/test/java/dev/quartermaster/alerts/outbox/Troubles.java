package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Maintenance;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong in a made-up cluster, and what can be seen of it: at random. */
final class Troubles {

  private static final List<Cause> CAUSES =
      List.of(
          new Cause("DatabaseReadOnly", "database"),
          new Cause("NodeDown", "hk-1"),
          new Cause("NothingFires", "cluster"),
          new Cause("SchedulesNotFiring", "cluster"),
          new Cause("ScheduleNotFiring", "cpu-reset"),
          new Cause("ScheduleNotFiring", "backup"),
          new Cause("ScheduleFiredLate", "backup"),
          new Cause("OutcomeNotMet", "cpu-reset"),
          new Cause("OutcomeNotMet", "backup"),
          new Cause("WatchdogLate", "hk-1"));

  /** From these others may follow. */
  private static final Set<String> ROOTS =
      Set.of(
          "DatabaseReadOnly",
          "NodeDown",
          "NothingFires",
          "SchedulesNotFiring",
          "ScheduleNotFiring");

  private static final List<Severity> SEVERITIES =
      List.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO);

  private final Random random;
  private final Map<Cause, Condition> wrong = new LinkedHashMap<>();
  private final Set<String> unseen = new HashSet<>();

  Troubles(Random random) {
    this.random = random;
  }

  /** Something goes wrong, or is over. */
  void comeOrGo(Instant now) {
    Cause cause = any();
    if (wrong.remove(cause) != null) {
      return;
    }
    Duration holdFor = Duration.ofSeconds(random.nextInt(4) * 20L);
    Condition condition =
        new Condition(
            cause,
            SEVERITIES.get(random.nextInt(2)),
            now.minusSeconds(random.nextInt(10)),
            holdFor,
            new Condition.Text(
                cause.subject() + " is not well",
                Map.of("hold for", holdFor.toString()),
                Map.of("schedule", cause.subject()),
                Optional.empty()));
    wrong.put(cause, random.nextInt(8) == 0 ? Maintenance.of("a window", condition) : condition);
  }

  void getWorseOrBetter() {
    wrong.computeIfPresent(
        any(),
        (cause, its) ->
            new Condition(
                cause, SEVERITIES.get(random.nextInt(3)), its.since(), its.holdFor(), its.text()));
  }

  /** Some can be seen no more, or again. */
  void hideOrShow() {
    String name = any().name();
    if (!unseen.remove(name)) {
      unseen.add(name);
    }
  }

  /** Nothing is wrong any more, and all of it can be seen. */
  void end() {
    wrong.clear();
    unseen.clear();
  }

  Findings found() {
    return new Findings(
        wrong.values().stream().filter(its -> !unseen.contains(its.cause().name())).toList(),
        CAUSES.stream()
            .map(Cause::name)
            .filter(name -> !unseen.contains(name))
            .collect(Collectors.toSet()));
  }

  static boolean isRoot(Cause cause) {
    return ROOTS.contains(cause.name());
  }

  private Cause any() {
    return CAUSES.get(random.nextInt(CAUSES.size()));
  }
}
