package dev.quartermaster.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  @TempDir Path directory;

  private Program program;

  private JsonNode accounts() {
    return program
        .run("accounts", "list", "--limit", "200", "--json")
        .done()
        .json()
        .get("accounts");
  }

  private static double used(JsonNode accounts) {
    double sum = 0;
    for (JsonNode account : accounts) {
      sum += account.get("daily_cpu_total_usage_seconds").asDouble();
    }
    return sum;
  }

  @Test
  void within_two_minutes_accounts_are_seen_charged_in_the_tarpit_and_reset() {
    program = Program.in(directory).at(Path.of("demo"));
    try (Started up = program.start("up", "--demo", "200", "--http-port", "0")) {
      URI base = up.awaitReady();
      double first = used(accounts());

      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                JsonNode status = status(base);
                assertThat(status.at("/quota/accounts").asInt()).isEqualTo(200);
                assertThat(status.at("/quota/in_tarpit").asInt()).isPositive();
                assertThat(status.at("/quota/overdue").asInt()).isZero();
                assertThat(status.get("ok").asBoolean()).isTrue();
                assertThat(status.at("/schedules/0/last_outcome").asText()).isEqualTo("succeeded");
              });

      assertThat(used(accounts())).isGreaterThan(first);
      JsonNode one = program.run("accounts", "show", "demo-0100", "--json").done().json();
      assertThat(one.at("/history/0/ended_by").asText()).isEqualTo("boundary");
      assertThat(up.terminate().code()).isZero();
    }
  }

  private static JsonNode status(URI base) throws IOException {
    try (InputStream answer = base.resolve("api/v1/status").toURL().openStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }
}
