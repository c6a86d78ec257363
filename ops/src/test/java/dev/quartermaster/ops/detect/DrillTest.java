package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A drill by a real node, up to a provider. Quartz takes a trigger in hand 30 s before its time,
 * and only one that is in no hand is frozen: so the canary sings seldom enough to be met at rest.
 */
class DrillTest {

  private static final String QUICK =
      """
      channels: {pager: {type: pagerduty, url: "%s", routing-key: %s}}
      schedules:
        canary: {every: PT45S, start-within: PT3S}
      """;

  @TempDir Path directory;

  @Test
  void a_drill_pages_as_a_test_and_is_measured_and_the_canary_goes_on() {
    try (TestDatabase test = TestDatabase.of(DrillTest.class);
        PagerDutyLookAlike pager = PagerDutyLookAlike.start()) {
      Program program =
          Program.in(directory)
              .on(
                  test.database().settings(),
                  QUICK.formatted(pager.url(), PagerDutyLookAlike.ROUTING_KEY));
      try (Started node = program.start("node", "--name", "hk-1")) {
        node.awaitReady();
        canaryFires(program, Instant.EPOCH);

        Instant begun = Instant.now();
        // One that comes when the canary is just being fired does nothing.
        JsonNode drill =
            await()
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> drill(program), its -> its.path("paged_at").isTextual());

        assertThat(drill.path("channel").asText()).isEqualTo("pager");
        assertThat(drill.path("paged_after_s").asDouble()).isGreaterThan(3);
        assertThat(summaries(pager))
            .anyMatch(text -> text.startsWith("[TEST]") && text.contains("drill: canary"));
        canaryFires(program, begun.plus(Duration.ofSeconds(10)));
      }
    }
  }

  private static JsonNode drill(Program program) {
    JsonNode drill = status(program).path("alert_path").path("drill");
    if (drill.isNull()) {
      assertThat(program.call("schedules", "run", "drill", "--reason", "to see it").code())
          .isZero();
    }
    return drill;
  }

  private static void canaryFires(Program program, Instant after) {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              for (JsonNode schedule : status(program).path("schedules")) {
                if (schedule.path("name").asText().equals("canary")) {
                  String at = schedule.path("last_fired_at").asText("");
                  return !at.isEmpty() && !at.equals("null") && Instant.parse(at).isAfter(after);
                }
              }
              return false;
            });
  }

  private static JsonNode status(Program program) {
    return program.call("status", "--json").json();
  }

  private static List<String> summaries(PagerDutyLookAlike pager) {
    return pager.events().stream()
        .map(event -> event.body().path("payload").path("summary").asText())
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
