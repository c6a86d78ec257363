package dev.quartermaster.alerts.channel;

import static dev.quartermaster.alerts.channel.Pages.DEDUP_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.Incident;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.State;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagerDutyTest {

  private final PagerDutyLookAlike there = PagerDutyLookAlike.start();
  private final PagerDuty channel =
      new PagerDuty(
          "pager",
          new PagerDuty.Settings(there.url(), PagerDutyLookAlike.ROUTING_KEY, "quartermaster us"));

  @AfterEach
  void close() {
    there.close();
  }

  private JsonNode lastEvent() {
    return there.events().get(there.events().size() - 1).body();
  }

  @Test
  void an_alert_is_one_incident_from_its_firing_to_its_end() {
    assertThat(channel.send(Pages.of(Kind.FIRING))).isEqualTo(accepted(DEDUP_KEY));
    assertThat(channel.send(Pages.of(Kind.FIRING))).isInstanceOf(Accepted.class);
    assertThat(there.incidents())
        .containsExactly(
            new Incident(DEDUP_KEY, State.TRIGGERED, "critical", Pages.TEXT.summary(), 2));

    assertThat(channel.send(Pages.of(Kind.ACKNOWLEDGED))).isInstanceOf(Accepted.class);
    assertThat(there.incidents()).extracting(Incident::state).containsExactly(State.ACKNOWLEDGED);

    assertThat(channel.send(Pages.of(Kind.RESOLVED))).isInstanceOf(Accepted.class);
    assertThat(there.incidents()).extracting(Incident::state).containsExactly(State.RESOLVED);
    assertThat(there.refusals()).isEmpty();
  }

  @Test
  void an_incident_carries_what_a_person_needs() {
    channel.send(Pages.of(Kind.FIRING));

    JsonNode event = lastEvent();
    assertThat(event.at("/payload/source").asText()).isEqualTo("quartermaster us");
    assertThat(event.at("/payload/timestamp").asText()).isEqualTo("2024-05-03T04:03:00Z");
    assertThat(event.at("/payload/class").asText()).isEqualTo("ScheduleNotFiring");
    assertThat(event.at("/payload/custom_details/diagnosis").asText())
        .isEqualTo("orphaned BLOCKED trigger");
    assertThat(event.at("/payload/custom_details/labels/schedule").asText()).isEqualTo("cpu-reset");
    assertThat(event.path("links").findValuesAsText("href"))
        .containsExactly(
            "https://runbooks.example/not-fired", "https://qm.example/ack?id=A-7&sig=x");
  }

  @Test
  void a_test_is_marked_calls_nobody_and_leaves_no_open_incident() {
    assertThat(channel.send(Pages.of(Kind.TEST))).isInstanceOf(Accepted.class);

    assertThat(there.incidents())
        .containsExactly(
            new Incident(DEDUP_KEY, State.RESOLVED, "info", "[TEST] " + Pages.TEXT.summary(), 1));
  }

  @Test
  void a_dedup_key_that_is_too_long_is_shortened_to_the_same_each_time_and_to_no_other() {
    String longKey = "k".repeat(400);

    channel.send(Pages.of(Kind.FIRING, longKey + "1", Pages.TEXT));
    channel.send(Pages.of(Kind.FIRING, longKey + "2", Pages.TEXT));
    channel.send(Pages.of(Kind.RESOLVED, longKey + "1", Pages.TEXT));

    assertThat(there.incidents())
        .extracting(Incident::state)
        .containsExactly(State.RESOLVED, State.TRIGGERED);
    assertThat(there.incidents()).allMatch(incident -> incident.dedupKey().length() == 255);
    assertThat(PagerDutyEvent.dedupKey("k".repeat(255))).isEqualTo("k".repeat(255));
  }

  @Test
  void a_summary_that_is_too_long_is_cut_within_no_character() {
    channel.send(Pages.of(Kind.FIRING, Pages.summary("😀".repeat(600))));

    String summary = lastEvent().at("/payload/summary").asText();
    assertThat(summary).hasSizeLessThanOrEqualTo(1024).endsWith("😀…");
    assertThat(there.refusals()).isEmpty();
  }

  @Test
  void details_that_are_too_long_are_cut_and_said_to_be() {
    Map<String, String> few = Map.of("log", "ä".repeat(400_000), "why", "short");
    Map<String, String> many =
        IntStream.range(0, 20_000)
            .boxed()
            .collect(Collectors.toMap(i -> "detail " + i, i -> "x".repeat(100)));

    assertThat(channel.send(Pages.of(Kind.FIRING, Pages.details(few))))
        .isInstanceOf(Accepted.class);
    JsonNode details = lastEvent().at("/payload/custom_details");
    assertThat(details.path("log").asText()).hasSize(8192);
    assertThat(details.path("why").asText()).isEqualTo("short");
    assertThat(details.path("details").asText()).startsWith("cut here");

    assertThat(channel.send(Pages.of(Kind.FIRING, Pages.details(many))))
        .isInstanceOf(Accepted.class);
    assertThat(lastEvent().at("/payload/custom_details/details").asText()).startsWith("cut here");
  }

  private static Accepted accepted(String receipt) {
    return new Accepted(Optional.of(receipt));
  }
}
