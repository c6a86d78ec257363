package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.channel.HttpReceiver.Answer;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Alert;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the real one seldom does: how peers that fail are judged, without any of them installed. */
class AlertmanagerTest {

  private static final Instant NOW = Instant.parse("2024-05-03T09:00:00Z");

  private final HttpReceiver one = new HttpReceiver(200, "");
  private final HttpReceiver other = new HttpReceiver(200, "");
  private final Alertmanager channel = channel(one.url("/am"), other.url("/"));

  private static Alertmanager channel(URI... urls) {
    return new Alertmanager(
        "am",
        new Alertmanager.Settings(List.of(urls), "us", InstantSource.fixed(NOW)),
        Duration.ofMillis(700));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void every_peer_is_told_under_its_own_path() {
    assertThat(channel.send(Pages.of(Kind.FIRING))).isEqualTo(Accepted.PLAINLY);

    assertThat(one.last().uri()).isEqualTo("/am/api/v2/alerts");
    assertThat(other.last().uri()).isEqualTo("/api/v2/alerts");
    assertThat(one.last().body()).isEqualTo(other.last().body());
  }

  @Test
  void the_start_is_always_said_and_the_end_only_when_there_is_one() {
    assertThat(times(Kind.FIRING, Pages.STARTED_AT)).isEqualTo("2024-05-03T04:01:00Z until null");
    assertThat(times(Kind.ACKNOWLEDGED, Pages.STARTED_AT))
        .isEqualTo("2024-05-03T04:01:00Z until null");
    assertThat(times(Kind.RESOLVED, Pages.STARTED_AT))
        .isEqualTo("2024-05-03T04:01:00Z until 2024-05-03T04:03:00Z");
    assertThat(times(Kind.TEST, Pages.STARTED_AT))
        .isEqualTo("2024-05-03T09:00:00Z until 2024-05-03T09:01:00Z");
  }

  @Test
  void what_always_fires_ends_by_itself_when_it_is_told_no_more() {
    assertThat(channel.alwaysFires(Duration.ofMinutes(3))).isEqualTo(Accepted.PLAINLY);

    assertThat(one.last().body())
        .contains("\"alertname\":\"QuartermasterWatchdog\"", "\"severity\":\"none\"")
        .contains("\"startsAt\":\"2024-05-03T09:00:00Z\"", "\"endsAt\":\"2024-05-03T09:03:00Z\"");
    assertThat(other.last().body()).isEqualTo(one.last().body());
  }

  @Test
  void no_alert_ends_before_it_starts() {
    assertThat(times(Kind.RESOLVED, Pages.AT.plusSeconds(5)))
        .isEqualTo("2024-05-03T04:03:05Z until 2024-05-03T04:03:05Z");
  }

  private static String times(Kind kind, Instant startedAt) {
    Alert alert = Pages.alert(kind, Pages.DEDUP_KEY, startedAt, Pages.TEXT);
    AlertmanagerAlert made = AlertmanagerAlert.of(Pages.of(kind, alert), "us", NOW);
    return made.startsAt() + " until " + made.endsAt();
  }

  @Test
  void an_alert_that_every_peer_refuses_is_refused() {
    one.answer(400, "bad labels");
    other.answer(422, "");

    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isEqualTo(
            new Refused("peer 1 of 2: it answered 400: bad labels; peer 2 of 2: it answered 422"));
  }

  @Test
  void one_peer_that_may_take_it_later_is_worth_another_try() {
    one.answer(400, "");
    other.answer(got -> new Answer(503, Map.of("Retry-After", "3"), "starting"));

    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isEqualTo(
            new Failed(
                "peer 1 of 2: it answered 400; peer 2 of 2: it answered 503: starting",
                Optional.of(Duration.ofSeconds(3))));
  }

  @Test
  void a_peer_that_hangs_does_not_take_the_time_of_the_other() {
    try (FaultyServer silent = FaultyServer.http(Fault.BLACK_HOLE, 200)) {
      URI hanging = URI.create("http://127.0.0.1:" + silent.port());

      assertThat(channel(hanging, one.url("/")).send(Pages.of(Kind.FIRING)))
          .isEqualTo(new Accepted(Optional.of("but not peer 1 of 2: no answer within 700 ms")));
    }
  }

  @Test
  void only_a_list_of_alerts_is_proof() {
    one.answer(200, "<html>");
    other.answer(200, "{}");
    assertThat(channel.readBack(Pages.of(Kind.FIRING)).orElseThrow()).isInstanceOf(Failed.class);
    assertThat(channel.readBack(Pages.of(Kind.RESOLVED)).orElseThrow()).isInstanceOf(Failed.class);

    other.answer(200, "[]");
    assertThat(channel.readBack(Pages.of(Kind.FIRING)).orElseThrow()).isInstanceOf(Failed.class);
    assertThat(channel.readBack(Pages.of(Kind.RESOLVED)).orElseThrow()).isInstanceOf(Failed.class);

    one.answer(200, "[]");
    assertThat(channel.readBack(Pages.of(Kind.RESOLVED)).orElseThrow()).isEqualTo(Accepted.PLAINLY);
  }

  @Test
  void without_an_address_there_is_no_channel() {
    assertThatThrownBy(() -> channel()).hasMessageContaining("name at least one Alertmanager");
  }
}
