package dev.quartermaster.alerts.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Event.Kind;
import dev.quartermaster.alerts.alert.Lifecycle.Look;
import dev.quartermaster.alerts.alert.Step.Tell;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  private static final Instant START = Instant.parse("2024-05-03T03:00:00Z");
  private static final Route ROUTE =
      new Route(
          Map.of(), List.of("pager", "hook", "mail"), Duration.ofHours(1), Duration.ofMinutes(10));

  private final List<Tell> told = new ArrayList<>();
  private final List<Kind> events = new ArrayList<>();
  private Instant now = START;
  private Alert alert;

  @BeforeEach
  void begin() {
    Condition condition = condition(Severity.CRITICAL, Duration.ZERO);
    alert = take(Lifecycle.begin(condition, look(new Verdict.Holds(condition))));
  }

  @Test
  void what_is_certain_at_once_is_told_to_the_first_of_its_route() {
    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(events).containsExactly(Kind.BEGAN, Kind.FIRED);
    assertThat(told)
        .containsExactly(new Tell(2, Page.Kind.FIRING, List.of("pager"), List.of("hook", "mail")));
  }

  @Test
  void what_may_pass_is_told_only_when_it_has_held_for_long_enough() {
    begin(Duration.ofMinutes(5), holds());
    assertThat(alert.state()).isEqualTo(State.PENDING);

    after(Duration.ofMinutes(5).minusMillis(1), holds());
    assertThat(told).isEmpty();
    after(Duration.ofMillis(1), holds());

    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(told).hasSize(1);
  }

  @Test
  void what_passes_before_is_told_to_nobody() {
    begin(Duration.ofMinutes(5), holds());

    after(Duration.ofMinutes(1), new Verdict.Over());

    assertThat(alert.state()).isEqualTo(State.RESOLVED);
    assertThat(events).containsExactly(Kind.BEGAN, Kind.PASSED);
    assertThat(told).isEmpty();
  }

  @Test
  void without_an_answer_one_channel_after_the_other_is_told_and_then_all_again() {
    after(Duration.ofMinutes(10), holds());
    after(Duration.ofMinutes(10), holds());
    after(Duration.ofMinutes(59), holds());
    assertThat(told).hasSize(3);

    after(Duration.ofMinutes(1), holds());

    assertThat(told)
        .extracting(Tell::channels)
        .containsExactly(
            List.of("pager"), List.of("hook"), List.of("mail"), List.of("pager", "hook", "mail"));
    assertThat(events)
        .containsExactly(Kind.BEGAN, Kind.FIRED, Kind.ESCALATED, Kind.ESCALATED, Kind.REPEATED);
  }

  @Test
  void who_has_taken_it_on_is_left_alone_until_that_expires() {
    alert =
        take(
            Lifecycle.acknowledge(
                alert, look(holds()), new Acknowledgement("ann", now.plus(Duration.ofHours(4)))));
    after(Duration.ofHours(3), holds());
    assertThat(alert.state()).isEqualTo(State.ACKNOWLEDGED);
    assertThat(told).hasSize(2);

    after(Duration.ofHours(1), holds());

    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(events).endsWith(Kind.ACKNOWLEDGED, Kind.ACKNOWLEDGEMENT_EXPIRED);
    assertThat(told).hasSize(3);
  }

  @Test
  void what_gets_worse_is_told_again_though_somebody_has_taken_it_on() {
    begin(Severity.WARNING);
    alert =
        take(
            Lifecycle.acknowledge(
                alert, look(holds()), new Acknowledgement("ann", now.plus(Duration.ofHours(4)))));

    after(Duration.ofMinutes(1), new Verdict.Holds(condition(Severity.CRITICAL, Duration.ZERO)));

    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(alert.acknowledgement()).isEmpty();
    assertThat(events).endsWith(Kind.WORSENED);
    assertThat(told).hasSize(3);
  }

  @Test
  void its_end_is_told_to_those_who_know_of_it() {
    after(Duration.ofMinutes(10), holds());

    after(Lifecycle.KEEP, new Verdict.Over());

    assertThat(alert.state()).isEqualTo(State.RESOLVED);
    assertThat(told.get(told.size() - 1))
        .isEqualTo(new Tell(4, Page.Kind.RESOLVED, List.of(), List.of()));
  }

  @Test
  void what_cannot_be_seen_is_never_over_and_goes_on_to_be_told() {
    after(Duration.ofMinutes(1), new Verdict.Unseen());
    after(Duration.ofHours(5), new Verdict.Unseen());

    assertThat(alert.state()).isEqualTo(State.FIRING);
    assertThat(events).containsExactly(Kind.BEGAN, Kind.FIRED, Kind.UNSEEN, Kind.ESCALATED);

    after(Duration.ofSeconds(1), holds());
    assertThat(events).endsWith(Kind.SEEN_AGAIN);
  }

  @Test
  void what_cannot_be_seen_does_not_begin_to_fire() {
    begin(Duration.ofMinutes(5), holds());

    after(Duration.ofHours(1), new Verdict.Unseen());

    assertThat(alert.state()).isEqualTo(State.PENDING);
    assertThat(told).isEmpty();
  }

  @Test
  void what_flaps_is_one_alert_that_takes_longer_each_time_to_be_over() {
    for (int i = 0; i < 4; i++) {
      after(Lifecycle.keep(alert.flaps()), new Verdict.Over());
      assertThat(alert.state()).isEqualTo(State.RESOLVED);
      after(Duration.ofSeconds(5), holds());
      assertThat(alert.state()).isEqualTo(State.FIRING);
    }

    assertThat(alert.flaps()).isEqualTo(4);
    after(Lifecycle.KEEP.multipliedBy(15), new Verdict.Over());
    assertThat(alert.state()).isEqualTo(State.FIRING);
    after(Lifecycle.KEEP, new Verdict.Over());
    assertThat(alert.state()).isEqualTo(State.RESOLVED);
    assertThat(Lifecycle.keep(100)).isEqualTo(Lifecycle.LONGEST_KEEP);
  }

  @Test
  void nobody_is_told_while_it_is_silenced_and_that_is_on_record_once() {
    Optional<String> silence = Optional.of("silence 3 of ann");
    told.clear();
    events.clear();
    now = START;
    alert =
        take(
            Lifecycle.begin(
                condition(Severity.CRITICAL, Duration.ZERO),
                new Look(holds(), ROUTE, silence, now)));
    now = now.plus(Duration.ofMinutes(20));
    step(new Look(holds(), ROUTE, silence, now));
    assertThat(told).isEmpty();
    assertThat(events).containsExactly(Kind.BEGAN, Kind.FIRED, Kind.KEPT_QUIET);

    after(Duration.ofMinutes(1), holds());

    assertThat(told).extracting(Tell::channels).containsExactly(List.of("pager"));
    assertThat(alert.told().keptQuietBy()).isEmpty();
  }

  @Test
  void the_end_of_what_was_never_told_is_not_told_either() {
    Optional<String> silence = Optional.of("silence 3 of ann");
    told.clear();
    alert =
        take(
            Lifecycle.begin(
                condition(Severity.CRITICAL, Duration.ZERO),
                new Look(holds(), ROUTE, silence, now)));

    after(Duration.ofMinutes(1), new Verdict.Over());

    assertThat(alert.state()).isEqualTo(State.RESOLVED);
    assertThat(told).isEmpty();
  }

  private void begin(Duration holdFor, Verdict verdict) {
    begin(condition(Severity.CRITICAL, holdFor), verdict);
  }

  private void begin(Severity severity) {
    begin(condition(severity, Duration.ZERO), holds());
  }

  private void begin(Condition condition, Verdict verdict) {
    told.clear();
    events.clear();
    alert = take(Lifecycle.begin(condition, look(verdict)));
  }

  private void after(Duration time, Verdict verdict) {
    now = now.plus(time);
    step(look(verdict));
  }

  private void step(Look look) {
    Lifecycle.next(alert, look).ifPresent(step -> alert = take(step));
  }

  private Alert take(Step step) {
    told.addAll(step.tell());
    step.events().forEach(event -> events.add(event.kind()));
    return step.next();
  }

  private Look look(Verdict verdict) {
    return new Look(verdict, ROUTE, Optional.empty(), now);
  }

  private Verdict holds() {
    return new Verdict.Holds(condition(alert.severity(), alert.condition().holdFor()));
  }

  private static Condition condition(Severity severity, Duration holdFor) {
    return new Condition(
        new Cause("ScheduleNotFiring", "cpu-reset"),
        severity,
        START,
        holdFor,
        new Condition.Text("cpu-reset has not fired", Map.of(), Map.of(), Optional.empty()));
  }
}
