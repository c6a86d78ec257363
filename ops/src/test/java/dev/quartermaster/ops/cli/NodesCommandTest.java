package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.node.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesCommandTest {

  private static final List<String> FAKETIME =
      List.of(
          System.getProperty("faketime", "/usr/lib/faketime/libfaketimeMT.so.1"),
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1");

  @TempDir Path directory;
  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(NodesCommandTest.class);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_node_is_drained_and_let_work_again() {
    try (Started up = program.start("node", "--name", "hk-1")) {
      URI base = up.awaitReady();
      assertThat(ready(base).statusCode()).isEqualTo(200);
      JsonNode before = nodes().get(0);
      assertThat(Ended.keys(before))
          .containsExactly(
              "name",
              "state",
              "version",
              "last_heartbeat_at",
              "started_at",
              "clock_ahead_ms",
              "generation",
              "configuration_error",
              "claimed_batches");
      assertThat(before.get("state").asText()).isEqualTo("up");
      assertThat(before.get("version").asText()).isEqualTo(Version.TEXT);
      assertThat(before.get("generation").asLong()).isEqualTo(1);
      patiently()
          .until(() -> Math.abs(nodes().get(0).get("clock_ahead_ms").asLong(99_999)) < 2_000);

      Ended drained = program.run("nodes", "drain", "hk-1", "--reason", "new disk").done();

      assertThat(drained.out())
          .isEqualTo("hk-1 takes no more work, and finishes what it has: see 'nodes list'\n");
      patiently().until(() -> ready(base).statusCode() == 503);
      assertThat(ready(base).body()).isEqualTo("the node is drained\n");
      assertThat(nodes().get(0).get("state").asText()).isEqualTo("drained");
      assertThat(status())
          .contains(
              "every node that is up is drained: nothing fires; 'nodes drain hk-1 --undo' lets it work");
      assertThat(program.call("nodes", "drain", "hk-1").done().out())
          .isEqualTo("hk-1 is drained already\n");

      program.call("nodes", "drain", "hk-1", "--undo", "--reason", "disk is in").done();

      patiently().until(() -> ready(base).statusCode() == 200);
      assertThat(nodes().get(0).get("state").asText()).isEqualTo("up");
      assertThat(audited()).containsExactly("new disk", "disk is in");
      assertThat(up.terminate().code()).isZero();
    }
    program
        .call("nodes", "drain", "hk-1")
        .failed(3, "node 'hk-1' is not up (left): there is nothing to drain");
    program.call("nodes", "drain", "hk-7").failed(2, "there is no node 'hk-7'; known are: hk-1");
  }

  @Test
  void the_list_fits_a_terminal_and_status_says_what_is_wrong_with_nodes() {
    known("a-node-with-a-name-of-forty-characters-x", "1.20.300-SNAPSHOT", 2, 3_600_000L, null);
    known("hk-2", "0.1.0", 1, -7_000L, "quartermaster.yaml:3: unknown key 'owmer'");
    test.database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO configuration (hash, published_at, published_by)
                    VALUES ('a', '2026-01-01T00:00:00Z', 'hk-2'), ('b', '2026-02-01T00:00:00Z', 'hk-9')
                    """));

    List<String> lines = program.call("nodes", "list").done().out().lines().toList();
    String status = status();

    assertThat(lines.get(0)).startsWith("NODE").endsWith("VERSION");
    assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 80);
    assertThat(status)
        .contains(
            "node hk-2: its configuration file is invalid and the one before is in force: quartermaster.yaml:3: unknown key 'owmer'",
            "node hk-2 has an older configuration than a-node-with-a-name-of-forty-characters-x (published at 2026-02-01T00:00:00Z): it declares nothing until it has the same",
            "node hk-2's clock is 7 s behind the database's: let both follow a time server",
            "node a-node-with-a-name-of-forty-characters-x's clock is 1 h ahead of the database's");
  }

  @Test
  void a_node_whose_clock_is_far_from_the_databases_does_not_start() {
    test.clockAt(Instant.now().plus(Duration.ofHours(1)));

    Ended node = program.run("node");

    assertThat(node.code()).isEqualTo(1);
    assertThat(node.out()).isEmpty();
    assertThat(node.err())
        .hasLineCount(1)
        .matches(
            "this machine's clock is 3[56]\\d\\d\\.\\d s behind the database's: it says \\S+Z, the database \\S+Z, and PT5S apart is the most; let both follow a time server \\('timedatectl' shows whether they do\\), or raise node.max-clock-skew\n");
    assertThat(nodes()).isEmpty();
  }

  @Test
  void a_machine_whose_clock_is_a_day_ahead_is_found_out() {
    Optional<String> library =
        FAKETIME.stream().filter(path -> Files.exists(Path.of(path))).findFirst();
    Assumptions.assumeTrue(
        library.isPresent(), "SKIPPED: there is no libfaketime here (apt-get install libfaketime)");

    Ended node =
        program.shell(
            "LD_PRELOAD=%s FAKETIME=+26h FAKETIME_DONT_FAKE_MONOTONIC=1 exec $QM node --config quartermaster.yaml"
                .formatted(library.orElseThrow()));

    assertThat(node.code()).isEqualTo(1);
    assertThat(node.err())
        .startsWith("this machine's clock is 93")
        .contains(" s ahead of the database's");
  }

  private void known(
      String name, String version, long generation, long clockAheadMs, String configurationError) {
    test.database()
        .run(
            handle ->
                handle
                    .createUpdate(
                        """
                        INSERT INTO node (name, incarnation, version, state, generation, clock_ahead_ms, configuration_error)
                        VALUES (:name, gen_random_uuid(), :version, 'up', :generation, :clock, :error)
                        """)
                    .bind("name", name)
                    .bind("version", version)
                    .bind("generation", generation)
                    .bind("clock", clockAheadMs)
                    .bind("error", configurationError)
                    .execute());
  }

  private JsonNode nodes() {
    return program.call("nodes", "list", "--json").done().json().get("nodes");
  }

  private String status() {
    return String.join(
        "\n",
        Stream.of(program.call("status", "--json").done().json().get("problems"))
            .flatMap(
                problems ->
                    Stream.iterate(0, i -> i < problems.size(), i -> i + 1)
                        .map(i -> problems.get(i).asText()))
            .toList());
  }

  private List<String> audited() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT reason FROM audit WHERE act LIKE 'nodes drain%' ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  private static HttpResponse<String> ready(URI base) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(base.resolve("readyz")).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString())
        .join();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200));
  }
}
