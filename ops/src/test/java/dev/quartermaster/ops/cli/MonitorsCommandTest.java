package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node, a process of its own, that jobs ping. */
class MonitorsCommandTest {

  @TempDir Path directory;
  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(MonitorsCommandTest.class);
    program =
        configured(
            "  backup: {crontab: '0 2 * * *', zone: Europe/London, ping-key: nightly-backup, owner: web, runbook: 'https://wiki.example.org/backup', maintenance: ['sat 22:00-06:00', 12-25]}",
            "  a-monitor-with-a-very-long-name-that-does-not-fit-a-column: {every: PT5M, ping-key: beat, severity: warning}");
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Program configured(String... monitors) {
    return Program.in(directory)
        .on(test.database().settings(), "monitors:\n" + String.join("\n", monitors));
  }

  @Test
  void a_node_declares_its_monitors_takes_pings_and_all_of_it_is_shown() throws Exception {
    program
        .call("monitors", "show", "backup")
        .failed(
            2,
            "monitor 'backup' is in the configuration, but no node has declared it yet: start one, or wait until it has read the file");
    try (Started node = program.start("node", "--name", "hk-1")) {
      URI base = node.awaitReady();
      await().atMost(Duration.ofSeconds(30)).until(() -> list().size() == 2);
      assertThat(ping(base, "ping/nightly-backup/start", "")).isEqualTo(200);
      assertThat(
              ping(base, "ping/nightly-backup/23", "copying\nNo space left\u001b[2J on device\n"))
          .isEqualTo(200);
      assertThat(ping(base, "ping/who", "")).isEqualTo(404);
      assertThat(node.err()).doesNotContain("nightly-backup");

      JsonNode shown = program.call("monitors", "show", "backup", "--json").done().json();
      String text = Narrow.fits(program.call("monitors", "show", "backup").done()).out();
      String list = Narrow.fits(program.call("monitors", "list").done()).out();

      assertThat(shown.get("state").asText()).isEqualTo("failed");
      assertThat(shown.get("last_exit_code").asInt()).isEqualTo(23);
      assertThat(shown.get("last_line").asText()).isEqualTo("No space left [2J on device");
      assertThat(shown.get("check_ins")).hasSize(2);
      assertThat(shown.get("check_ins").get(0).get("took_ms").isNumber()).isTrue();
      assertThat(shown.get("missed_check_ins")).isEmpty();
      assertThat(text)
          .contains(
              "pings         /ping/nightly-backup\n",
              "when          0 2 * * * Europe/London\n",
              "held to       10 min of grace; a run that told of its start ends within 1 h\n",
              "maintenance   sat 22:00-06:00, 12-25 (Europe/London)\n",
              "state         failed",
              "exit code 23: No space")
          .doesNotContain("\u001b");
      assertThat(list)
          .hasLineCount(3)
          .contains(
              "backup ", "failed", "0 2 * * *", "web", "a-monitor-with-a-very", "every 5 min");

      configured("  backup: {every: PT1H, ping-key: hourly}");
      await().atMost(Duration.ofSeconds(60)).until(() -> list().size() == 1);
      assertThat(ping(base, "ping/nightly-backup", "")).isEqualTo(404);
      assertThat(ping(base, "ping/hourly", "")).isEqualTo(200);
      assertThat(node.terminate().code()).isZero();
    }
    assertThat(list().get(0).get("state").asText()).isEqualTo("up");
    program
        .call("monitors", "show", "backdup")
        .failed(2, "there is no monitor 'backdup'; did you mean 'backup'?");
    program
        .call("monitors", "show", "backup", "--limit", "0")
        .failed(2, "--limit 0 is no number of check-ins; give 1 or more");
  }

  @Test
  void without_any_the_list_says_where_they_come_from() {
    Program none = Program.in(directory).on(test.database().settings());

    assertThat(none.call("monitors", "list").done().out())
        .contains("No monitor is declared: see 'monitors' in the configuration.");
    assertThat(none.call("monitors", "list", "--json").done().json().get("monitors")).isEmpty();
  }

  private JsonNode list() {
    return program.call("monitors", "list", "--json").done().json().get("monitors");
  }

  private static int ping(URI base, String path, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(base.resolve(path))
                    .POST(BodyPublishers.ofString(body))
                    .timeout(Duration.ofSeconds(20))
                    .build(),
                BodyHandlers.ofString());
    return answer.statusCode();
  }
}
