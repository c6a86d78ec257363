package dev.quartermaster.ops.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.api.Api;
import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.meter.Sources;
import dev.quartermaster.ops.agent.tarpit.Knob;
import dev.quartermaster.ops.api.Served;
import dev.quartermaster.ops.config.Secret;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real host from the kernel's counter to the tarpit and back: time is the subject here. */
class MeteredHostTest {

  private static final CpuTime ALLOWANCE = new CpuTime(500_000);
  private static final Duration UNTIL_BOUNDARY = Duration.ofSeconds(15);

  private final String name = "qm-test-" + UUID.randomUUID();
  private final Username ada = Username.of("ada");

  @TempDir Path state;
  private TestDatabase test;
  private Served served;

  @BeforeEach
  void open() {
    test = TestDatabase.of(MeteredHostTest.class);
    served = Served.on(test.database(), 0);
  }

  @AfterEach
  void close() {
    served.close();
    test.close();
  }

  @Test
  void whoever_burns_cpu_is_charged_what_the_kernel_counts_slowed_and_let_out_at_the_boundary()
      throws Exception {
    Path metered = made(Host.THIS.mounts().unified(), "cgroup v2 hierarchy");
    Path slowed = made(Host.THIS.mounts().cpuController(), "cgroup v1 hierarchy with cpu");
    Instant boundary = now().plus(UNTIL_BOUNDARY);
    account(boundary);
    Process burning = null;
    try (Agent agent = Agent.start(settings())) {
      Path group = Files.createDirectory(metered.resolve("user-ada.slice"));
      Path shares = Files.createDirectory(slowed.resolve("user-ada.slice")).resolve("cpu.shares");
      Files.writeString(shares, "300");
      burning = burn(group, Files.createFile(state.resolve("burning")));

      awaitShares(shares, "2");
      Duration slowedAfter = Duration.between(since(), now());
      Files.delete(state.resolve("burning"));
      assertThat(burning.waitFor()).isZero();
      long kernel = usage(group);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(charged()).isCloseTo(kernel, within(kernel / 100)));
      assertThat(now()).as("all of it happened before the boundary").isBefore(boundary);
      assertThat(slowedAfter).isLessThan(Duration.ofSeconds(2));

      awaitShares(shares, "300");
      Duration releasedAfter = Duration.between(boundary, now());
      assertThat(releasedAfter).isBetween(Duration.ZERO, Duration.ofSeconds(2));
      assertThat(served.view(ada).inTarpit()).isFalse();
      assertThat(agent).isNotNull();
    } finally {
      if (burning != null) {
        burning.destroyForcibly().waitFor();
      }
      remove(metered);
      remove(slowed);
    }
  }

  private Instant now() {
    return test.database().transaction(DatabaseClock::now);
  }

  private void account(Instant boundary) {
    served.account("ada", boundary.toString());
    AccountChange small =
        new AccountChange(
            Optional.empty(),
            Optional.of(Optional.of(ALLOWANCE)),
            Optional.empty(),
            Optional.empty());
    test.database().run(handle -> small.apply(handle, served.view(ada).id()));
  }

  private Instant since() {
    return served.view(ada).tarpitSince().orElseThrow();
  }

  private long charged() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT coalesce(sum(charged_us), 0) FROM usage_period")
                    .mapTo(Long.class)
                    .one());
  }

  private AgentSettings settings() {
    Secret token = new Secret(served.token(Rights.reporting("host-1")));
    List<CgroupPattern> pattern = List.of(CgroupPattern.of(name + "/user-{username}.slice"));
    return new AgentSettings(
        new Api(served.address(), () -> token, Optional.empty()),
        new Reporting("host-1", Duration.ofMillis(200), state.resolve("agent"), 1 << 20),
        new Metering.Cgroups(pattern, Sources.DEFAULT, Host.THIS),
        new Braking.Groups(Knob.SHARES, pattern));
  }

  private Path made(Optional<Path> mount, String what) {
    if (mount.isEmpty()) {
      return abort("SKIPPED, not passed: no " + what + " is mounted here");
    }
    try {
      return Files.createDirectory(mount.get().resolve(name));
    } catch (IOException e) {
      return abort(
          "SKIPPED, not passed: no control group can be made in " + mount.get() + ": " + e);
    }
  }

  private static void remove(Path root) throws IOException {
    Files.deleteIfExists(root.resolve("user-ada.slice"));
    Files.deleteIfExists(root);
  }

  /** A busy loop for as long as the file is there, from its first instruction in the group. */
  private static Process burn(Path group, Path whileThere) throws IOException {
    return new ProcessBuilder(
            "sh",
            "-c",
            "echo $$ > \"$1/cgroup.procs\"; while [ -e \"$2\" ]; do :; done",
            "sh",
            group.toString(),
            whileThere.toString())
        .inheritIO()
        .start();
  }

  private static void awaitShares(Path shares, String value) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(Files.readString(shares).strip()).isEqualTo(value));
  }

  private static long usage(Path group) throws IOException {
    return Files.readAllLines(group.resolve("cpu.stat")).stream()
        .filter(line -> line.startsWith("usage_usec "))
        .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
        .sum();
  }
}
