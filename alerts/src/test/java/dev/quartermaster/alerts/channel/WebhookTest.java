package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quartermaster.alerts.channel.HttpReceiver.Answer;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Instant NOW = Instant.ofEpochSecond(1_714_708_990);
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private final HttpReceiver receiver = new HttpReceiver(204, "");

  private static Webhook channel(URI url, Optional<String> secret) {
    return new Webhook(
        "hook", new Webhook.Settings(url, secret, InstantSource.fixed(NOW)), PATIENCE);
  }

  private Outcome send() {
    return channel(receiver.url("/page"), Optional.empty()).send(Pages.of(Kind.FIRING));
  }

  private static Failed failed(String why) {
    return new Failed(why, Optional.empty());
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void its_body_has_the_keys_that_scripts_rely_on() throws Exception {
    assertThat(send()).isEqualTo(Accepted.PLAINLY);

    JsonNode body = JsonMapper.builder().build().readTree(receiver.last().body());
    assertThat(body)
        .isEqualTo(
            JsonMapper.builder()
                .build()
                .readTree(
                    """
                    {"type": "alert.firing", "timestamp": "2024-05-03T04:03:00Z", "data": {
                      "id": "A-7", "name": "ScheduleNotFiring", "state": "firing",
                      "severity": "critical", "summary": "cpu-reset has not fired for 3 minutes",
                      "details": {"expected at": "2024-05-03T04:00:00Z",
                                  "diagnosis": "orphaned BLOCKED trigger"},
                      "labels": {"schedule": "cpu-reset"},
                      "runbook": "https://runbooks.example/not-fired",
                      "started_at": "2024-05-03T04:01:00Z",
                      "dedup_key": "schedule/cpu-reset/not-fired",
                      "links": {"acknowledge": "https://qm.example/ack?id=A-7&sig=x"}}}
                    """));
  }

  @Test
  void what_happened_is_its_type() {
    for (Kind kind : Kind.values()) {
      channel(receiver.url("/page"), Optional.empty()).send(Pages.of(kind));
      assertThat(receiver.last().body()).startsWith("{\"type\":\"alert." + kind.word() + "\"");
    }
  }

  @Test
  void it_is_signed_when_there_is_a_secret_and_has_the_same_id_each_time() {
    Webhook channel = channel(receiver.url("/page"), Optional.of(SECRET));

    channel.send(Pages.of(Kind.FIRING));
    channel.send(Pages.of(Kind.FIRING));

    WebhookSignature signature = WebhookSignature.by(SECRET);
    assertThat(receiver.got())
        .hasSize(2)
        .allSatisfy(
            got ->
                signature
                    .headers("msg_firing_1", NOW, got.body())
                    .forEach((name, value) -> assertThat(got.header(name)).isEqualTo(value)));
  }

  @Test
  void it_has_an_id_and_a_time_without_a_secret_too() {
    send();

    assertThat(receiver.last().header("webhook-id")).isEqualTo("msg_firing_1");
    assertThat(receiver.last().header("webhook-timestamp")).isEqualTo("1714708990");
    assertThat(receiver.last().header("webhook-signature")).isNull();
    assertThat(receiver.last().header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void a_user_in_the_address_is_logged_in() {
    URI url = URI.create(receiver.url("/page?a=b").toString().replace("//", "//ada:p%40ss@"));

    channel(url, Optional.empty()).send(Pages.of(Kind.FIRING));

    assertThat(receiver.last().header("Authorization")).isEqualTo("Basic YWRhOnBAc3M=");
    assertThat(receiver.last().uri()).isEqualTo("/page?a=b");
  }

  @Test
  void only_gone_is_for_good() {
    receiver.answer(410, "moved out\nlong ago");
    assertThat(send())
        .isEqualTo(
            new Refused("it answered 410, that it wants no more of them: moved out long ago"));
    for (int status : new int[] {400, 401, 404, 422, 500, 503}) {
      receiver.answer(status, "");
      assertThat(send()).isEqualTo(failed("it answered " + status));
    }
  }

  @Test
  void how_long_it_wants_to_be_left_alone_is_told() {
    receiver.answer(got -> new Answer(429, Map.of("Retry-After", "30"), ""));

    assertThat(send())
        .isEqualTo(new Failed("it answered 429", Optional.of(Duration.ofSeconds(30))));
  }

  @Test
  void a_redirect_is_not_followed() {
    receiver.answer(got -> new Answer(302, Map.of("Location", "/elsewhere"), "go there"));

    assertThat(send())
        .isEqualTo(failed("it answered 302; redirects are not followed: mend the address"));
    assertThat(receiver.got()).hasSize(1);
  }

  @Test
  void settings_that_are_none_are_refused_without_being_shown() {
    URI ftp = URI.create("ftp://secret-host/secret-path");
    assertThatThrownBy(() -> channel(ftp, Optional.empty()))
        .hasMessage("it is no http or https address; write it like https://example.org/path");
    assertThatThrownBy(() -> channel(receiver.url("/"), Optional.of("open-sesame")))
        .hasMessageContaining("is not base64");
  }
}
