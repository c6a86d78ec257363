package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Alerts as a watchdog has them on record, without one. */
final class Planted {

  private static final Policy POLICY =
      new Policy(
          "us",
          List.of(
              new Route(
                  Map.of(),
                  List.of("page-me", "log"),
                  Duration.ofHours(1),
                  Duration.ofMinutes(10))),
          List.of("page-me", "log"));

  private static final Set<String> NAMES = Set.of("ScheduleNotFiring", "QuarantinedItems");

  private final Database database;

  Planted(Database database) {
    this.database = database;
  }

  /** Schedules that do not fire, the rest is well. */
  void notFiring(String... schedules) {
    decide(List.of(schedules).stream().map(this::notFiring).toList());
  }

  /** That, and items of another that are set aside. */
  void notFiringAndSetAside(String schedule, String other) {
    Condition aside =
        new Condition(
            new Cause("QuarantinedItems", other),
            Severity.WARNING,
            database.transaction(DatabaseClock::now),
            Duration.ZERO,
            new Condition.Text(
                "3 items of " + other + " are set aside",
                Map.of(),
                Map.of("schedule", other),
                Optional.empty()));
    decide(List.of(notFiring(schedule), aside));
  }

  private Condition notFiring(String schedule) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("planned", "2025-06-10T12:00:00Z");
    details.put(
        "trigger",
        "BLOCKED without a fired row \u001b[2J, and a diagnosis that is long ".repeat(3));
    return new Condition(
        new Cause("ScheduleNotFiring", schedule),
        Severity.CRITICAL,
        database.transaction(DatabaseClock::now),
        Duration.ZERO,
        new Condition.Text(
            schedule + " has not fired at 12:00:00, for 45 s; 1 planned time is not on record",
            details,
            Map.of("schedule", schedule, "owner", "web"),
            Optional.of("ops/runbooks/cpu-reset.md")));
  }

  private void decide(List<Condition> conditions) {
    database.run(
        handle ->
            Deciding.decide(
                handle, new Findings(conditions, NAMES), POLICY, DatabaseClock.now(handle)));
  }

  /** The one that is open of a schedule. */
  Alert of(String schedule) {
    return database.transaction(Alerts::open).stream()
        .filter(alert -> alert.cause().subject().equals(schedule))
        .findFirst()
        .orElseThrow();
  }

  /** What was told of it, in order. */
  List<String> told(Alert alert) {
    return database.transaction(handle -> Outbox.of(handle, alert.id())).stream()
        .map(Delivered::kind)
        .toList();
  }

  /** The trail, without who: act, target and reason. */
  List<String> trail() {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT concat_ws(' | ', act, target, reason) FROM audit ORDER BY id")
                .mapTo(String.class)
                .list());
  }
}
