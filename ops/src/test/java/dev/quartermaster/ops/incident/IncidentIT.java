package dev.quartermaster.ops.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The night as people start it, but short: no figure of a busy machine is held to anything. */
@Isolated("it needs the machine for itself")
class IncidentIT {

  private static final Duration PATIENCE = Duration.ofMinutes(6);

  @TempDir Path directory;

  private Path scratch;
  private Program program;

  @BeforeEach
  void given() throws IOException {
    scratch = Files.createDirectory(directory.resolve("scratch"));
    program =
        Program.in(directory)
            .in(
                Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Dquartermaster.log=ERROR -Dquartermaster.log.libraries=OFF -Djava.io.tmpdir="
                        + scratch));
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(scratch)) {
      return files.filter(file -> file.getFileName().toString().contains("incident")).toList();
    }
  }

  @Test
  void somebody_is_paged_nobody_is_wronged_and_the_old_way_shows_resets_in_the_past()
      throws IOException {
    try (Started night =
        program.start(
            "demo",
            "incident",
            "--accounts",
            "2000",
            "--night",
            "PT12S",
            "--json",
            "--report",
            "night.html")) {
      await().atMost(PATIENCE).until(() -> !night.isAlive());
      Ended ended = night.awaitEnd();

      assumeFalse(
          ended.err().contains("the machine is too busy"), "SKIPPED: " + ended.err().strip());
      assertThat(ended.code()).as("%s", ended).isZero();
      JsonNode result = ended.json();
      assertThat(result.get("ok").asBoolean()).isTrue();
      assertThat(result.get("complaints")).isEmpty();
      assertThat(result.get("paged_after_s").asDouble())
          .isGreaterThanOrEqualTo(result.get("detected_after_s").asDouble())
          .isPositive();
      assertThat(result.get("backlog").asLong()).isBetween(1L, 2_000L);
      assertThat(result.get("settled").asLong()).isGreaterThanOrEqualTo(1);
      assertThat(result.get("recovered_after_s").asDouble()).isPositive();
      assertThat(result.get("accounts_wrong").asLong()).isZero();
      assertThat(result.at("/answers/asked").asLong()).isPositive();
      assertThat(result.at("/answers/reset_in_the_past").asLong()).isZero();
      assertThat(result.at("/throttled_in_vain/users").asLong()).isZero();
      assertThat(result.at("/invariants/ok").asBoolean()).isTrue();
      assertThat(result.at("/invariants/checks")).hasSize(8);
      assertThat(result.at("/old_way/answers/reset_in_the_past").asLong()).isPositive();
      assertThat(result.at("/old_way/throttled_in_vain/users").asLong()).isPositive();
      assertThat(result.at("/old_way/paged_after_s").isNull()).isTrue();
      assertThat(result.get("timeline").size()).isGreaterThan(10);
      assertThat(Files.readString(directory.resolve("night.html")))
          .contains("Somebody was told")
          .contains("Chart.js v4")
          .doesNotContain("http://", "src=\"");
      assertThat(leftBehind()).isEmpty();
    }
  }

  @Test
  void ctrl_c_ends_every_process_and_removes_the_directory() throws IOException {
    try (Started night = program.start("demo", "incident", "--accounts", "2000")) {
      await()
          .atMost(PATIENCE)
          .until(() -> night.out().contains("two nodes are up") || !night.isAlive());
      List<ProcessHandle> started =
          ProcessHandle.of(night.pid()).stream().flatMap(ProcessHandle::descendants).toList();
      assertThat(started).as(night.err()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(leftBehind()).hasSize(1);

      Ended ended = night.interrupt();

      assertThat(ended.code()).isEqualTo(130);
      assertThat(ended.err()).endsWith("Stopped; nothing of the night is left behind.\n");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(leftBehind()).isEmpty();
    }
  }

  @Test
  void what_cannot_be_is_refused_before_anything_begins() throws IOException {
    Files.createDirectory(directory.resolve("folder"));
    Program here = Program.in(directory);

    here.call("demo", "incident", "--accounts", "0")
        .failed(2, "--accounts is 0; it goes from 1 to 1000000");
    here.call("demo", "incident", "--accounts", "1000001")
        .failed(2, "--accounts is 1000001; it goes from 1 to 1000000");
    here.call("demo", "incident", "--report", directory + "/nowhere/night.html")
        .failed(2, "--report nowhere/night.html: there is no directory nowhere");
    here.call("demo", "incident", "--report", "folder")
        .failed(2, "--report folder is a directory; name a file in it");
    assertThat(here.call("demo", "incident", "--report", "/proc/night.html").err())
        .startsWith("--report /proc/night.html cannot be written (");
    here.call("demo", "incident", "--night", "PT1H")
        .failed(2, "--night is PT1H; it goes from PT12S to PT40S");
    assertThat(here.call("demo", "incident", "--accounts", "many").code()).isEqualTo(2);
  }
}
