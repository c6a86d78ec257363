package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.Incident;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PagerDuty refuses, is busy, breaks, hangs, or is away. */
class PagerDutyTroubleTest {

  private final PagerDutyLookAlike there = PagerDutyLookAlike.start();
  private final PagerDuty channel = channel(PagerDutyLookAlike.ROUTING_KEY);

  private PagerDuty channel(String routingKey) {
    return new PagerDuty(
        "pager",
        new PagerDuty.Settings(there.url(), routingKey, "quartermaster us"),
        Duration.ofMillis(700));
  }

  @AfterEach
  void close() {
    there.close();
  }

  @Test
  void what_it_refuses_is_told_in_its_words_without_the_key() {
    String wrong = "Z9".repeat(16);

    Outcome outcome = channel(wrong).send(Pages.of(Kind.FIRING));

    assertThat(outcome)
        .isEqualTo(
            new Refused("it answered 400: Event object is invalid; 'routing_key' is unknown: ***"));
  }

  @Test
  void when_it_is_busy_or_broken_it_is_to_be_tried_again() {
    there.behave(PagerDutyManner.RATE_LIMITED);
    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.why()).startsWith("it answered 429").contains("Slow down");
              assertThat(failed.retryAfter()).contains(Duration.ofSeconds(7));
            });

    there.behave(PagerDutyManner.BROKEN);
    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.why()).startsWith("it answered 500"));
    assertThat(there.incidents()).isEmpty();
  }

  @Test
  void an_answer_that_does_not_come_or_does_not_end_is_waited_for_no_longer_than_promised() {
    for (PagerDutyManner slow :
        new PagerDutyManner[] {PagerDutyManner.HANGING, PagerDutyManner.DRIBBLING}) {
      there.behave(slow);
      assertThat(channel.send(Pages.of(Kind.FIRING)))
          .as("%s", slow)
          .isEqualTo(new Failed("no answer within 700 ms", Optional.empty()));
    }
  }

  @Test
  void an_event_whose_answer_was_lost_is_sent_again_as_the_same_incident() {
    there.behave(PagerDutyManner.DROPPING_ANSWERS);
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Failed.class);

    there.behave(PagerDutyManner.WELL);
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);

    assertThat(there.incidents()).hasSize(1);
  }

  @Test
  void a_provider_that_was_away_is_reached_as_soon_as_it_is_back() {
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);
    there.close();
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Failed.class);

    try (PagerDutyLookAlike back =
        PagerDutyLookAlike.start(there.port(), PagerDutyLookAlike.ROUTING_KEY)) {
      assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);
      assertThat(back.incidents()).hasSize(1);
    }
  }

  @Test
  void a_provider_that_was_restarted_meanwhile_is_reached_at_once() {
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);
    there.close();

    try (PagerDutyLookAlike back =
        PagerDutyLookAlike.start(there.port(), PagerDutyLookAlike.ROUTING_KEY)) {
      assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);
      assertThat(back.incidents()).hasSize(1);
    }
  }

  @Test
  void a_test_whose_end_was_not_taken_is_not_done() {
    there.behave(PagerDutyManner.DROPPING_ANSWERS);
    assertThat(channel.send(Pages.of(Kind.TEST))).isInstanceOf(Failed.class);
    assertThat(there.incidents()).extracting(Incident::state).containsExactly(State.TRIGGERED);

    there.behave(PagerDutyManner.WELL);
    assertThat(channel.send(Pages.of(Kind.TEST))).isInstanceOf(Accepted.class);
    assertThat(there.incidents()).extracting(Incident::state).containsExactly(State.RESOLVED);
  }
}
