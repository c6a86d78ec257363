package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quartermaster.alerts.channel.HttpReceiver.Answer;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.Page.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackTest {

  private static final String PATH = "/services/T00000000/B00000000/xyzzyXYZZY";

  private final HttpReceiver receiver = new HttpReceiver(200, "ok");
  private final Slack channel =
      new Slack("chat", new Slack.Settings(receiver.url(PATH)), Duration.ofMillis(700));

  @AfterEach
  void close() {
    receiver.close();
  }

  private JsonNode sent(Page page) throws Exception {
    assertThat(channel.send(page)).isEqualTo(Accepted.PLAINLY);
    return JsonMapper.builder().build().readTree(receiver.last().body());
  }

  private static List<String> sections(JsonNode message) {
    List<String> sections = new ArrayList<>();
    message.path("blocks").forEach(block -> sections.add(block.at("/text/text").asText()));
    return sections;
  }

  @Test
  void a_page_is_its_headline_details_and_links() throws Exception {
    JsonNode message = sent(Pages.of(Kind.FIRING));

    assertThat(message.path("text").asText())
        .isEqualTo("[FIRING] critical: cpu-reset has not fired for 3 minutes");
    assertThat(sections(message))
        .containsExactly(
            "*[FIRING] critical: cpu-reset has not fired for 3 minutes*",
            "expected at: 2024-05-03T04:00:00Z\ndiagnosis: orphaned BLOCKED trigger",
            "<https://runbooks.example/not-fired|runbook>\n<https://qm.example/ack?id=A-7&amp;sig=x|acknowledge>");
  }

  @Test
  void nothing_in_it_can_call_or_lead_anybody() throws Exception {
    Text hostile =
        new Text(
            "<!channel> & <https://evil.example|here>",
            Map.of("<@U1>", "a > b"),
            Map.of(),
            Optional.of("see <!here>"),
            Map.of("x|y>", "https://a.example/|z>"));

    JsonNode message = sent(Pages.of(Kind.FIRING, hostile));

    assertThat(message.path("text").asText())
        .endsWith("&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;");
    assertThat(sections(message))
        .contains(
            "&lt;@U1&gt;: a &gt; b",
            "runbook: see &lt;!here&gt;\n<https://a.example/%7Cz&gt;|x|y&gt;>");
  }

  @Test
  void however_much_there_is_to_say_it_keeps_to_the_limits_and_keeps_the_links() throws Exception {
    Map<String, String> details =
        IntStream.range(0, 1000)
            .boxed()
            .collect(Collectors.toMap(i -> "detail " + i, i -> "&".repeat(5000)));
    Text much = new Text("&".repeat(9000), details, Map.of(), Optional.empty(), Pages.TEXT.links());

    List<String> sections = sections(sent(Pages.of(Kind.FIRING, much)));

    assertThat(sections).hasSizeLessThanOrEqualTo(50);
    assertThat(sections).allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(3000));
    assertThat(sections.get(0)).matches("(?s).*: (&amp;)+…\\*");
    assertThat(sections.get(sections.size() - 1)).contains("|acknowledge>");
    assertThat(sections.get(sections.size() - 2)).contains("more details than fit");
  }

  @Test
  void only_ok_is_acceptance() {
    receiver.answer(200, "<html>Welcome to the proxy</html>");

    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isEqualTo(
            new Failed(
                "it answered 200, but not 'ok': <html>Welcome to the proxy</html>",
                Optional.empty()));
  }

  @Test
  void what_is_gone_or_wrong_is_refused_for_good_without_its_address() {
    for (int status : new int[] {400, 403, 404, 410}) {
      receiver.answer(status, "no_service at " + PATH);
      assertThat(channel.send(Pages.of(Kind.FIRING)))
          .isEqualTo(new Refused("it answered " + status + ": no_service at ***"));
    }
  }

  @Test
  void when_there_was_too_much_it_says_for_how_long_it_wants_to_be_left_alone() {
    receiver.answer(got -> new Answer(429, Map.of("Retry-After", "12"), "ratelimited"));

    assertThat(channel.send(Pages.of(Kind.FIRING)))
        .isEqualTo(new Failed("it answered 429: ratelimited", Optional.of(Duration.ofSeconds(12))));
  }

  @Test
  void when_it_is_broken_it_is_to_be_tried_again() {
    receiver.answer(500, "rollup_error");

    assertThat(channel.send(Pages.of(Kind.RESOLVED)))
        .isEqualTo(new Failed("it answered 500: rollup_error", Optional.empty()));
  }
}
