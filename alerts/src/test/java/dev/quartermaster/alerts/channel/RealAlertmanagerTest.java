package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Page.Alert;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.Page.Text;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real Alertmanager; each test has a dedup key of its own there. */
class RealAlertmanagerTest {

  @TempDir private static Path directory;
  private static RealAlertmanager one;
  private static RealAlertmanager other;

  private final Instant began = Instant.now().minusSeconds(120);

  @BeforeAll
  static void start() {
    one = RealAlertmanager.start(directory);
    other = RealAlertmanager.start(directory);
  }

  @AfterAll
  static void stop() {
    if (one != null) {
      one.close();
    }
    if (other != null) {
      other.close();
    }
  }

  private static Alertmanager channel(URI... urls) {
    return new Alertmanager(
        "am", new Alertmanager.Settings(List.of(urls), "us", InstantSource.system()));
  }

  private Page page(Kind kind, String key, Text text) {
    Alert alert = Pages.alert(kind, key, began, text);
    return new Page("msg_" + key + kind.word(), kind, Instant.now(), alert);
  }

  private Page page(Kind kind, String key) {
    return page(kind, key, Pages.TEXT);
  }

  private static Outcome readBack(Alertmanager channel, Page page) {
    return channel.readBack(page).orElseThrow();
  }

  private static JsonNode found(RealAlertmanager at, String key) {
    Address address = new Address(at.url()).under("/api/v2/alerts?filter=dedup_key%3D" + key);
    Reply reply = Post.get(address, Deadline.in(Duration.ofSeconds(5))).join();
    assertThat(reply).isInstanceOf(Reply.Answer.class);
    return Json.read(((Reply.Answer) reply).body());
  }

  @Test
  void an_alert_is_there_from_its_firing_to_its_end_at_every_peer() {
    Alertmanager channel = channel(one.url(), other.url());
    Page firing = page(Kind.FIRING, "life");
    Page resolved = page(Kind.RESOLVED, "life");

    assertThat(readBack(channel, firing)).isInstanceOf(Failed.class);
    assertThat(channel.send(firing)).isEqualTo(Accepted.PLAINLY);
    assertThat(readBack(channel, firing))
        .isInstanceOfSatisfying(
            Accepted.class, accepted -> assertThat(accepted.receipt()).isPresent());
    assertThat(readBack(channel, resolved)).isInstanceOf(Failed.class);
    assertThat(found(one, "life")).hasSize(1);
    assertThat(found(other, "life")).hasSize(1);

    assertThat(channel.send(page(Kind.ACKNOWLEDGED, "life"))).isEqualTo(Accepted.PLAINLY);
    assertThat(found(one, "life")).hasSize(1);

    assertThat(channel.send(resolved)).isEqualTo(Accepted.PLAINLY);
    assertThat(readBack(channel, resolved)).isEqualTo(Accepted.PLAINLY);
    assertThat(found(one, "life")).isEmpty();
    assertThat(found(other, "life")).isEmpty();
  }

  @Test
  void its_labels_and_annotations_are_those_of_prometheus() throws Exception {
    channel(one.url()).send(page(Kind.FIRING, "labels"));

    JsonNode alert = found(one, "labels").get(0);
    assertThat(alert.path("labels"))
        .isEqualTo(
            JsonMapper.builder()
                .build()
                .readTree(
                    """
                    {"alertname": "ScheduleNotFiring", "severity": "critical", "region": "us",
                     "schedule": "cpu-reset", "dedup_key": "labels"}
                    """));
    assertThat(alert.at("/annotations/summary").asText()).isEqualTo(Pages.TEXT.summary());
    assertThat(alert.at("/annotations/description").asText())
        .isEqualTo("expected at: 2024-05-03T04:00:00Z\ndiagnosis: orphaned BLOCKED trigger");
    assertThat(alert.at("/annotations/runbook_url").asText())
        .isEqualTo("https://runbooks.example/not-fired");
    assertThat(Instant.parse(alert.path("startsAt").asText()))
        .isCloseTo(began, within(1, ChronoUnit.SECONDS));
  }

  @Test
  void labels_that_are_no_names_there_are_made_so() {
    Map<String, String> labels =
        Map.of("owner-team", "web", "1st", "a", "", "b", "ü", "c", "severity", "mine", "no", "");
    Text text = new Text("s", Map.of(), labels, Optional.empty(), Map.of());

    assertThat(channel(one.url()).send(page(Kind.FIRING, "names", text)))
        .isEqualTo(Accepted.PLAINLY);

    JsonNode taken = found(one, "names").get(0).path("labels");
    assertThat(taken.path("owner_team").asText()).isEqualTo("web");
    assertThat(taken.path("_1st").asText()).isEqualTo("a");
    assertThat(taken.path("severity").asText()).isEqualTo("critical");
  }

  @Test
  void any_dedup_key_is_found_again() {
    Page odd = page(Kind.FIRING, "a \"b\" \\c\n{d=~\"e\"},é&f=g+%20");

    assertThat(channel(one.url()).send(odd)).isEqualTo(Accepted.PLAINLY);
    assertThat(readBack(channel(one.url()), odd)).isInstanceOf(Accepted.class);
  }

  @Test
  void a_test_is_told_from_yesterdays_and_ends_by_itself() {
    Alertmanager channel = channel(one.url());
    Page test = page(Kind.TEST, "test");
    Page tomorrows = new Page("msg_other", Kind.TEST, test.at(), test.alert());

    assertThat(channel.send(test)).isEqualTo(Accepted.PLAINLY);

    assertThat(readBack(channel, test)).isInstanceOf(Accepted.class);
    assertThat(readBack(channel, tomorrows)).isInstanceOf(Failed.class);
    JsonNode taken = found(one, "test").get(0);
    assertThat(taken.at("/labels/alertname").asText()).isEqualTo("QuartermasterTest");
    assertThat(taken.at("/labels/severity").asText()).isEqualTo("info");
    assertThat(Instant.parse(taken.path("endsAt").asText()))
        .isBetween(Instant.now().plusSeconds(30), Instant.now().plusSeconds(61));
    assertThat(channel.send(tomorrows)).isEqualTo(Accepted.PLAINLY);
    assertThat(readBack(channel, tomorrows)).isInstanceOf(Accepted.class);
  }

  @Test
  void one_peer_is_enough_and_the_others_are_told_of() {
    try (FaultyServer dead = FaultyServer.http(Fault.DEAD, 200)) {
      Alertmanager channel = channel(URI.create("http://127.0.0.1:" + dead.port()), one.url());
      Page firing = page(Kind.FIRING, "peers");
      Page resolved = page(Kind.RESOLVED, "peers");

      assertThat(channel.send(firing))
          .isEqualTo(new Accepted(Optional.of("but not peer 1 of 2: it cannot be connected to")));
      assertThat(readBack(channel, firing)).isInstanceOf(Accepted.class);
      assertThat(readBack(channel, resolved))
          .isEqualTo(new Failed("peer 2 of 2: it still has it", Optional.empty()));
      assertThat(channel.send(resolved)).isInstanceOf(Accepted.class);
      assertThat(readBack(channel, resolved)).isEqualTo(Accepted.PLAINLY);
    }
  }
}
