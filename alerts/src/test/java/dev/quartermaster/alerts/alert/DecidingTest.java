package dev.quartermaster.alerts.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was found, on record: alerts, their events, and the messages in the same transaction. */
class DecidingTest {

  private static final Instant START = Instant.parse("2024-05-03T03:00:00Z");
  private static final Set<String> NAMES =
      Set.of("ScheduleNotFiring", "SchedulesNotFiring", "NodeDown", "OutcomeNotMet");
  private static final Policy POLICY =
      new Policy(
          "us",
          List.of(
              new Route(
                  Map.of("severity", "critical"),
                  List.of("pager", "mail"),
                  Duration.ofHours(1),
                  Duration.ofMinutes(10)),
              new Route(Map.of(), List.of("chat"), Duration.ofHours(6), Duration.ofHours(1))),
          List.of("pager", "mail", "chat"));

  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(DecidingTest.class);
    test.clockAt(START);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void what_is_found_again_and_again_is_one_alert_and_one_page() {
    for (int i = 0; i < 5; i++) {
      found(condition("ScheduleNotFiring", "cpu-reset"));
      test.clockForward(Duration.ofSeconds(2));
    }

    Alert alert = only();
    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(pages(alert)).extracting(Delivered::channel).containsExactly("pager");
    assertThat(alert.seen().last()).isEqualTo(START.plusSeconds(8));
  }

  @Test
  void what_this_watcher_does_not_know_is_left_to_those_who_do() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    test.clockForward(Duration.ofMinutes(1));

    Instant now = test.database().transaction(DatabaseClock::now);
    Findings older = new Findings(List.of(), Set.of("NodeDown"), Optional.of(Set.of("NodeDown")));
    test.database().run(handle -> Deciding.decide(handle, older, POLICY, now));

    assertThat(only().state()).isEqualTo(State.FIRING);
    assertThat(only().seen().unseenSince()).isEmpty();
  }

  @Test
  void its_details_stay_in_the_order_to_be_read() {
    Condition condition = condition("ScheduleNotFiring", "cpu-reset");

    found(condition);

    assertThat(only().condition().text().details().keySet())
        .containsExactlyElementsOf(condition.text().details().keySet());
  }

  @Test
  void what_is_not_found_any_more_is_over_and_its_end_is_told() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    test.clockForward(Duration.ofMinutes(1));

    found();

    assertThat(open()).isEmpty();
    assertThat(pages(alert)).extracting(Delivered::kind).containsExactly("firing", "resolved");
  }

  @Test
  void what_was_not_looked_for_is_not_over() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    test.clockForward(Duration.ofHours(1));

    decide(new Findings(List.of(), Set.of("NodeDown")));

    assertThat(only().state()).isEqualTo(State.FIRING);
    assertThat(only().seen().unseenSince()).contains(START.plus(Duration.ofHours(1)));
  }

  @Test
  void a_dead_node_pages_once_and_not_for_its_forty_schedules_too() {
    List<Condition> all = new ArrayList<>(List.of(condition("NodeDown", "hk-1")));
    for (int i = 0; i < 40; i++) {
      all.add(condition("ScheduleNotFiring", "s-" + i));
    }

    decide(new Findings(all, NAMES));

    assertThat(count("SELECT count(*) FROM delivery")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM kept_quiet")).isEqualTo(40);
    assertThat(open()).hasSize(41);
  }

  @Test
  void what_does_not_fire_long_after_the_node_died_is_told_after_all() {
    Condition late = condition("ScheduleNotFiring", "s-1");
    decide(new Findings(List.of(condition("NodeDown", "hk-1"), late), NAMES));

    test.clockForward(Inhibition.TAKE_OVER.plusSeconds(1));
    decide(new Findings(List.of(condition("NodeDown", "hk-1"), late), NAMES));

    assertThat(count("SELECT count(*) FROM delivery")).isEqualTo(2);
  }

  @Test
  void many_schedules_are_one_incident_and_the_outcome_is_told_beside_it() {
    decide(
        new Findings(
            List.of(
                condition("ScheduleNotFiring", "s-1"),
                condition("SchedulesNotFiring", "cluster"),
                condition("OutcomeNotMet", "cpu-reset")),
            NAMES));

    assertThat(
            open().stream()
                .filter(alert -> alert.told().keptQuietBy().isEmpty())
                .map(alert -> alert.cause().name()))
        .containsExactlyInAnyOrder("SchedulesNotFiring", "OutcomeNotMet");
  }

  @Test
  void a_silence_keeps_it_quiet_on_record_until_its_end() {
    test.database()
        .run(
            handle ->
                Silences.begin(
                    handle,
                    Map.of("schedule", "cpu-reset"),
                    START.plus(Duration.ofHours(1)),
                    "ann",
                    "moving house"));
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    assertThat(pages(alert)).isEmpty();
    assertThat(alert.told().keptQuietBy().orElseThrow()).contains("ann", "moving house");

    test.clockForward(Duration.ofHours(1));
    found(condition("ScheduleNotFiring", "cpu-reset"));

    assertThat(pages(alert)).hasSize(1);
    assertThat(count("SELECT count(*) FROM kept_quiet")).isEqualTo(1);
  }

  @Test
  void a_window_of_maintenance_does_the_same() {
    found(Maintenance.of("backup", condition("ScheduleNotFiring", "backup")));

    assertThat(only().told().keptQuietBy()).contains("maintenance of backup");
  }

  @Test
  void whoever_takes_it_on_stops_the_escalation_and_the_others_learn_who() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    Instant until = START.plus(Duration.ofHours(4));

    Optional<Alert> taken =
        test.database()
            .transaction(
                handle ->
                    Deciding.acknowledge(
                        handle, POLICY, alert.id(), new Acknowledgement("ann", until), START));
    test.clockForward(Duration.ofHours(1));
    found(condition("ScheduleNotFiring", "cpu-reset"));

    assertThat(taken).isPresent();
    assertThat(pages(alert)).extracting(Delivered::kind).containsExactly("firing", "acknowledged");
    assertThat(only().acknowledgement()).contains(new Acknowledgement("ann", until));
  }

  @Test
  void what_a_person_does_while_it_is_decided_is_not_written_over() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    Acknowledgement ann = new Acknowledgement("ann", START.plus(Duration.ofHours(4)));
    test.clockForward(Duration.ofSeconds(2));
    Condition again = condition("ScheduleNotFiring", "cpu-reset");

    test.database()
        .run(
            handle -> {
              Deciding.acknowledge(handle, POLICY, alert.id(), ann, START);
              CompletableFuture.runAsync(() -> found(again, condition("NodeDown", "hk-1"))).join();
            });
    assertThat(open()).as("the others did not wait").hasSize(2);
    test.clockForward(Duration.ofMinutes(1));
    found(again);

    assertThat(only().acknowledgement()).contains(ann);
    assertThat(only().state()).isEqualTo(State.ACKNOWLEDGED);
  }

  @Test
  void what_ends_on_another_route_than_it_began_is_ended_where_it_was_told() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    test.clockForward(Duration.ofSeconds(2));
    Condition its = condition("ScheduleNotFiring", "cpu-reset");
    found(new Condition(its.cause(), Severity.WARNING, its.since(), its.holdFor(), its.text()));
    test.clockForward(Duration.ofMinutes(1));

    found();

    assertThat(pages(alert))
        .extracting(page -> page.channel() + " " + page.kind())
        .containsExactly("pager firing", "pager resolved");
  }

  @Test
  void what_is_over_cannot_be_taken_on_or_ended() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    Alert alert = only();
    test.clockForward(Duration.ofMinutes(1));
    found();

    Optional<Alert> resolved =
        test.database()
            .transaction(handle -> Deciding.resolve(handle, POLICY, alert.id(), "ann", START));

    assertThat(resolved).isEmpty();
  }

  @Test
  void what_comes_back_soon_is_the_same_alert_and_later_another() {
    found(condition("ScheduleNotFiring", "cpu-reset"));
    long first = only().id();
    test.clockForward(Duration.ofMinutes(1));
    found();
    test.clockForward(Duration.ofMinutes(1));
    found(condition("ScheduleNotFiring", "cpu-reset"));
    assertThat(only().id()).isEqualTo(first);
    test.clockForward(Duration.ofMinutes(1));
    found();

    test.clockForward(Lifecycle.SAME.plusMinutes(1));
    found(condition("ScheduleNotFiring", "cpu-reset"));

    assertThat(only().id()).isNotEqualTo(first);
  }

  private void found(Condition... conditions) {
    decide(new Findings(List.of(conditions), NAMES));
  }

  private void decide(Findings findings) {
    test.database()
        .run(handle -> Deciding.decide(handle, findings, POLICY, DatabaseClock.now(handle)));
  }

  private List<Alert> open() {
    return test.database().transaction(Alerts::open);
  }

  private Alert only() {
    assertThat(open()).hasSize(1);
    return open().get(0);
  }

  private List<Delivered> pages(Alert alert) {
    return test.database().transaction(handle -> Outbox.of(handle, alert.id()));
  }

  private long count(String sql) {
    return test.database().transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private Condition condition(String name, String subject) {
    Instant now = test.database().transaction(DatabaseClock::now);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("planned", "03:00");
    details.put("late by", "15 s");
    details.put("a lock", "pid 42");
    return new Condition(
        new Cause(name, subject),
        Severity.CRITICAL,
        now,
        Duration.ZERO,
        new Condition.Text(
            subject + " is not well", details, Map.of("schedule", subject), Optional.empty()));
  }
}
