package dev.quartermaster.ops.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Morning;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole system on the embedded database of its own data directory. */
class UpTest {

  private static final int ACCOUNTS = 2_000;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path directory;
  private Path data;
  private Program program;

  @BeforeEach
  void given() throws IOException {
    data = Files.createDirectory(directory.resolve("data"));
    // Often, so that the test need not wait for a full minute.
    Files.writeString(
        data.resolve("quartermaster.yaml"), "schedules: {cpu-reset: {every: PT8S}}\n");
    program = Program.in(directory).at(data);
  }

  /** Whatever a test left running, the last command to leave stops. */
  @AfterEach
  void no_server_is_left() {
    if (serverRuns()) {
      program.run("plans", "list");
    }
    assertThat(serverRuns()).isFalse();
  }

  private boolean serverRuns() {
    Path pid = data.resolve("postgres/data/postmaster.pid");
    try {
      return Files.exists(pid)
          && ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0)))
              .map(ProcessHandle::isAlive)
              .orElse(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Started up(String... more) {
    String[] command = {"up", "--http-port", "0"};
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return program.start(all);
  }

  private HttpResponse<String> get(URI base, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonNode status(URI base) throws IOException {
    return new ObjectMapper().readTree(get(base, "api/v1/status").body());
  }

  @Test
  void a_backlog_is_seen_with_its_end_and_settled_by_the_next_firing() throws Exception {
    Morning.after(program, ACCOUNTS);
    assertThat(serverRuns()).isFalse();

    Ended ended;
    try (Started up = up()) {
      URI base = up.awaitReady();
      assertThat(get(base, "healthz").statusCode()).isEqualTo(200);
      assertThat(get(base, "readyz").statusCode()).isEqualTo(200);
      assertThat(get(base, "").body()).contains("<html");
      JsonNode first = status(base);
      assertThat(first.at("/quota/accounts").asInt()).isEqualTo(ACCOUNTS);
      assertThat(first.at("/quota/eta_s").isNumber()).isTrue();
      assertThat(first.at("/cluster/nodes/0/state").asText()).isEqualTo("up");

      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> status(base).at("/quota/overdue").asInt() == 0);

      Morning.isOver(program, "story-17");
      assertThat(status(base).get("ok").asBoolean()).isTrue();
      assertThat(program.run("status", "--check", "--json").done().json().get("ok").asBoolean())
          .isTrue();
      ended = up.terminate();
    }

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).hasLineCount(1);
    // The channel's test is logged when the system is up for some ten seconds.
    assertThat(ended.err().lines().filter(line -> !line.contains("[TEST] info")))
        .containsExactly("Stopping: running batches finish first …");
    assertThat(serverRuns()).isFalse();
    JsonNode after = program.run("status", "--json").done().json();
    assertThat(after.at("/cluster/nodes/0/state").asText()).isEqualTo("left");
    assertThat(after.at("/quota/overdue").asInt()).isZero();
  }

  @Test
  void a_second_node_shares_the_database_and_names_and_ports_are_not_taken_twice()
      throws IOException {
    try (Started up = up("--name", "one")) {
      URI base = up.awaitReady();
      String config = data.resolve("quartermaster.yaml").toString();
      Program second = Program.in(directory);

      try (Started node =
          second.start("node", "--config", config, "--name", "two", "--http-port", "0")) {
        URI other = node.awaitReady();
        assertThat(other).isNotEqualTo(base);
        JsonNode nodes = program.run("status", "--json").done().json().at("/cluster/nodes");
        assertThat(nodes.findValuesAsText("name")).containsExactly("one", "two");
        assertThat(nodes.findValuesAsText("state")).containsExactly("up", "up");
        assertThat(node.interrupt().code()).isZero();
      }
      Ended again = up("--name", "three").awaitEnd();
      assertThat(again.err().replaceAll("\\d+\\)", "…)"))
          .isEqualTo(
              "Quartermaster is up on the data directory %s already: %s (process …)\n"
                  .formatted(data, base));
      assertThat(again.code()).isEqualTo(3);
      second
          .run("node", "--config", config, "--name", "one", "--http-port", "0")
          .failed(
              3,
              "a node named 'one' is up already: give this one another name (--name or node.name)");
      String port = Integer.toString(base.getPort());
      second
          .run("node", "--config", config, "--name", "three", "--http-port", port)
          .failed(
              1,
              "cannot listen on 127.0.0.1:%s: the port is taken; let any free one be found with --http-port 0, or set http.port to another"
                  .formatted(port));
      Files.writeString(data.resolve("elsewhere.yaml"), "region: elsewhere\n");
      second
          .run(
              "node",
              "--config",
              data.resolve("elsewhere.yaml").toString(),
              "--name",
              "four",
              "--http-port",
              "0")
          .failed(
              3,
              "this database belongs to region 'local', this node to 'elsewhere': mend 'region' or 'database.url'");
      assertThat(serverRuns()).isTrue();
      assertThat(up.interrupt().code()).isZero();
    }
    assertThat(serverRuns()).isFalse();
  }

  @Test
  void after_kill_minus_nine_the_next_command_goes_on_with_the_orphaned_server() {
    program.file("a.csv", "username,plan", "ada,free");
    program.run("accounts", "import", "a.csv").done();
    try (Started up = up()) {
      up.awaitReady();
      up.kill();
    }
    assertThat(serverRuns()).isTrue();

    JsonNode ada = program.run("accounts", "show", "ada", "--json").done().json();

    assertThat(ada.get("username").asText()).isEqualTo("ada");
    assertThat(serverRuns()).isFalse();
  }

  @Test
  void ctrl_c_in_a_command_leaves_no_server_behind() throws IOException {
    program.run("plans", "set", "gold", "--allowance-s", "1").done();
    StringBuilder lines = new StringBuilder("username,source,cpu_us,at,reporter,sequence\n");
    for (int i = 0; i < 200_000; i++) {
      lines.append("u" + i % 100 + ",console,1,2026-01-01T00:00:00Z,h," + i + "\n");
    }
    Files.writeString(directory.resolve("usage.csv"), lines);

    try (Started importing =
        program.start(
            "usage", "import", "usage.csv", "--format", "csv", "--create-accounts", "--any-age")) {
      await().atMost(Duration.ofSeconds(60)).until(this::serverRuns);
      assertThat(importing.interrupt()).isEqualTo(Ended.STOPPED);
    }

    assertThat(serverRuns()).isFalse();
  }
}
