package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do to nodes on purpose: drain them, restart them one after the other as for an
 * upgrade, and restart the only one. With {@code -Ddetect.quiet=true}.
 */
@EnabledIfSystemProperty(named = "detect.quiet", matches = "true")
class PlannedTest {

  private static final String CHANNEL =
      """
      channels: {pager: {type: pagerduty, url: "%s", routing-key: %s}}
      """;

  /** So that what was to be told would have been. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(75);

  @TempDir Path directory;

  @Test
  void drains_restarts_and_upgrades_page_nobody() throws IOException {
    try (TestDatabase test = TestDatabase.of(PlannedTest.class);
        PagerDutyLookAlike pager = PagerDutyLookAlike.start()) {
      String channel = CHANNEL.formatted(pager.url(), PagerDutyLookAlike.ROUTING_KEY);
      Program one = program("one", test, channel);
      Program two = program("two", test, channel);
      Started first = one.start("node", "--name", "hk-1");
      first.awaitReady();
      Started second = two.start("node", "--name", "hk-2");
      second.awaitReady();
      try {
        quiet(pager);
        assertThat(one.call("nodes", "drain", "hk-2", "--reason", "planned").code()).isZero();
        assertThat(second.terminate().code()).isZero();
        quiet(pager);
        second = two.start("node", "--name", "hk-2");
        second.awaitReady();
        assertThat(one.call("nodes", "drain", "hk-2", "--undo", "--reason", "done").code())
            .isZero();
        assertThat(first.terminate().code()).isZero();
        first = one.start("node", "--name", "hk-1");
        first.awaitReady();
        quiet(pager);
        assertThat(second.terminate().code()).isZero();
        quiet(pager);
        assertThat(first.terminate().code()).isZero();
        first = one.start("node", "--name", "hk-1");
        first.awaitReady();
        quiet(pager);
      } finally {
        first.close();
        second.close();
      }
    }
  }

  private Program program(String name, TestDatabase test, String channel) throws IOException {
    return Program.in(Files.createDirectories(directory.resolve(name)))
        .on(test.database().settings(), channel);
  }

  private static void quiet(PagerDutyLookAlike pager) {
    await()
        .during(AFTERWARDS)
        .atMost(AFTERWARDS.plusSeconds(30))
        .until(() -> pages(pager).isEmpty());
  }

  private static List<String> pages(PagerDutyLookAlike pager) {
    return pager.events().stream()
        .map(event -> event.body().path("payload").path("summary").asText())
        .filter(text -> !text.isEmpty() && !text.startsWith("[TEST]"))
        .toList();
  }
}
