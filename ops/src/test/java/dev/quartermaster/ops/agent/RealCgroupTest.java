package dev.quartermaster.ops.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.meter.Sources;
import dev.quartermaster.ops.agent.tarpit.Knob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the kernel's own control groups; skipped where none can be made. */
class RealCgroupTest {

  private final String name = "qm-test-" + UUID.randomUUID();
  private final String pattern = name + "/user-{username}.slice";

  @TempDir Path state;
  private FakeApi api;

  @BeforeEach
  void open() {
    api = FakeApi.start();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void a_second_of_work_is_reported_as_the_kernel_counts_it() throws Exception {
    Path root = made(Host.THIS.mounts().unified(), "cgroup v2 hierarchy");
    Path group = root.resolve("user-ada.slice");
    try (Agent agent = Agent.start(settings(new Braking.None()))) {
      Files.createDirectory(group);
      work(group);
      long kernel = usage(group);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(api.charged("ada", "console"))
                      .isCloseTo(kernel, within(kernel / 100)));
      assertThat(kernel).isGreaterThan(200_000);
      assertThat(agent).isNotNull();
    } finally {
      Files.deleteIfExists(group);
      Files.delete(root);
    }
  }

  @Test
  void the_kernel_takes_the_tarpits_shares_and_the_former_ones() throws Exception {
    Path root = made(Host.THIS.mounts().cpuController(), "cgroup v1 hierarchy with cpu");
    Path group = Files.createDirectory(root.resolve("user-ada.slice"));
    Path shares = group.resolve("cpu.shares");
    Files.writeString(shares, "700");
    api.snapshot(FakeApi.in("ada"));
    Braking braking = new Braking.Groups(Knob.SHARES, List.of(CgroupPattern.of(pattern)));
    try (Agent agent = Agent.start(settings(braking))) {
      awaitShares(shares, "2");
      api.news(FakeApi.out("ada"));
      awaitShares(shares, "700");
      assertThat(agent).isNotNull();
    } finally {
      Files.delete(group);
      Files.delete(root);
    }
  }

  private static void awaitShares(Path shares, String value) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(Files.readString(shares).strip()).isEqualTo(value));
  }

  private Path made(Optional<Path> mount, String what) {
    if (mount.isEmpty()) {
      return abort("no " + what + " is mounted here");
    }
    try {
      return Files.createDirectory(mount.get().resolve(name));
    } catch (IOException e) {
      return abort("no control group can be made in " + mount.get() + ": " + e);
    }
  }

  /** A busy loop of about a second, from its first instruction in the group. */
  private static void work(Path group) throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "echo $$ > \"$1/cgroup.procs\"; timeout 1 sh -c 'while :; do :; done'; :",
                "sh",
                group.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static long usage(Path group) throws IOException {
    return Files.readAllLines(group.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith("usage_usec "))
        .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
        .sum();
  }

  private AgentSettings settings(Braking braking) {
    return new AgentSettings(
        api.api(),
        new Reporting("host-1", Duration.ofMillis(100), state, 1 << 20),
        new Metering.Cgroups(List.of(CgroupPattern.of(pattern)), Sources.DEFAULT, Host.THIS),
        braking);
  }
}
