package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcknowledgeAlertTest {

  private static final Instant START = Instant.parse("2024-05-03T03:00:00Z");
  private static final String FORM = "application/x-www-form-urlencoded";

  private TestDatabase test;
  private Served served;

  @BeforeEach
  void page() {
    test = TestDatabase.of(AcknowledgeAlertTest.class);
    test.clockAt(START);
    served = Served.on(test.database(), 0);
    decide(List.of(condition()));
  }

  @AfterEach
  void close() {
    served.close();
    test.close();
  }

  @Test
  void to_look_at_the_link_acknowledges_nothing() throws Exception {
    HttpResponse<String> head = served.send("HEAD", link(), "");
    HttpResponse<String> answer = served.send("GET", link(), "");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("&lt;b&gt;cpu-reset&lt;/b&gt; has not fired", "method=\"post\"");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("form-action 'self'");
    assertThat(alert().state()).isEqualTo(Alert.State.FIRING);
  }

  @Test
  void the_button_does_and_says_who_has_it_in_the_trail_too() throws Exception {
    HttpResponse<String> answer = post(link(), "by=Ada+L.&for=PT1H");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("It is yours until 04:00:00 UTC");
    assertThat(alert().state()).isEqualTo(Alert.State.ACKNOWLEDGED);
    assertThat(alert().acknowledgement().orElseThrow().by())
        .isEqualTo("Ada L. (by link)@127.0.0.1");
    assertThat(audit()).containsExactly("Ada L. (by link)@127.0.0.1 alerts ack 1");
    assertThat(served.send("GET", link(), "").body()).contains("Ada L. (by link)@127.0.0.1 has it");
  }

  @Test
  void a_link_that_was_changed_or_is_of_another_alert_does_nothing() throws Exception {
    String link = link();
    List<String> wrong =
        List.of(
            link.replace("/1/", "/2/"),
            link.replaceFirst("until=\\d+", "until=99999999999"),
            link.replaceFirst("until=\\d+", "until=x"),
            link.substring(0, link.length() - 1),
            link.replaceFirst("&signature=.*", ""),
            "/alerts/1/acknowledge");

    for (String one : wrong) {
      HttpResponse<String> answer = post(one, "by=Ada&for=PT1H");
      assertThat(answer.statusCode()).as(one).isEqualTo(403);
      assertThat(answer.body()).contains("This link is not valid");
    }
    assertThat(alert().state()).isEqualTo(Alert.State.FIRING);
    assertThat(audit()).isEmpty();
  }

  @Test
  void it_is_good_for_a_day() throws Exception {
    String link = link();
    test.clockForward(Duration.ofHours(24));

    assertThat(post(link, "by=Ada&for=PT1H").statusCode()).isEqualTo(403);
  }

  @Test
  void without_a_name_or_with_another_length_it_is_not_understood() throws Exception {
    for (String body : List.of("", "by=&for=PT1H", "by=Ada", "by=Ada&for=x", "by=Ada&for=P8D")) {
      assertThat(post(link(), body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(alert().state()).isEqualTo(Alert.State.FIRING);
  }

  @Test
  void of_what_is_over_there_is_nothing_to_take_on() throws Exception {
    String link = link();
    test.clockForward(Duration.ofMinutes(1));
    decide(List.of());

    HttpResponse<String> answer = post(link, "by=Ada&for=PT1H");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("It is over");
    assertThat(audit()).isEmpty();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return served.send("POST", path, body, "Content-Type", FORM);
  }

  /** As it stands in the page; people reach this node under another name. */
  private String link() {
    String url =
        test.database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            """
                            SELECT page #>> '{alert,text,links,acknowledge}' FROM delivery
                             WHERE page ->> 'kind' = 'FIRING' ORDER BY id LIMIT 1
                            """)
                        .mapTo(String.class)
                        .one());
    assertThat(url).startsWith("https://qm.example/alerts/1/acknowledge?until=");
    URI uri = URI.create(url);
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  private Alert alert() {
    return test.database().transaction(handle -> Alerts.find(handle, 1)).orElseThrow();
  }

  private List<String> audit() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT actor || ' ' || act || ' ' || target FROM audit")
                    .mapTo(String.class)
                    .list());
  }

  private void decide(List<Condition> found) {
    test.database()
        .run(
            handle ->
                Deciding.decide(
                    handle,
                    new Findings(found, Set.of("ScheduleNotFiring")),
                    Served.POLICY,
                    DatabaseClock.now(handle)));
  }

  private static Condition condition() {
    return new Condition(
        new Cause("ScheduleNotFiring", "cpu-reset"),
        Severity.CRITICAL,
        START,
        Duration.ZERO,
        new Condition.Text("<b>cpu-reset</b> has not fired", Map.of(), Map.of(), Optional.empty()));
  }
}
