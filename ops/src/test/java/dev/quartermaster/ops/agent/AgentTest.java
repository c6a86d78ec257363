package dev.quartermaster.ops.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Sources;
import dev.quartermaster.ops.agent.tarpit.Knob;
import dev.quartermaster.ops.node.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {

  @TempDir Path directory;
  @TempDir Path state;
  private FakeHost host;
  private FakeApi api;

  @BeforeEach
  void open() {
    host = new FakeHost(directory);
    api = FakeApi.start();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void what_is_used_arrives() throws IOException {
    host.uses("ada", "console", 1_000);
    try (Agent agent = Agent.start(settings(new Braking.None()))) {
      host.uses("ada", "console", 1_250);
      host.uses("bob", "always-on", 30);

      await().until(() -> api.charged("bob", "always-on") == 30);
      await().until(() -> api.charged("ada", "console") == 250);
      assertThat(agent).isNotNull();
    }
  }

  @Test
  void what_is_used_while_the_agent_is_away_is_charged_once_when_it_is_back() throws Exception {
    host.uses("ada", "console", 1_000);
    Agent.start(settings(new Braking.None())).close();

    host.uses("ada", "console", 1_777);

    assertThat(Agent.once(settings(new Braking.None()), Duration.ofSeconds(20))).isZero();
    assertThat(Agent.once(settings(new Braking.None()), Duration.ofSeconds(20))).isZero();
    assertThat(api.charged("ada", "console")).isEqualTo(777);
  }

  @Test
  void what_is_used_while_the_api_is_away_is_charged_when_it_is_back() throws Exception {
    api.close();
    host.uses("ada", "console", 1_000);
    Agent agent = Agent.start(settings(new Braking.None()));
    host.uses("ada", "console", 1_500);
    agent.close();
    assertThat(Agent.once(settings(new Braking.None()), Duration.ofMillis(300))).isPositive();

    api = api.again();

    assertThat(Agent.once(settings(new Braking.None()), Duration.ofSeconds(20))).isZero();
    assertThat(api.charged("ada", "console")).isEqualTo(500);
  }

  @Test
  void the_tarpit_follows_its_feed() throws IOException {
    Path ada = Files.writeString(host.group("ada", "console").resolve("cpu.weight"), "100");
    Path bob = Files.writeString(host.group("bob", "console").resolve("cpu.weight"), "100");
    api.snapshot(FakeApi.in("ada"));
    try (Agent agent = Agent.start(settings(weight()))) {
      awaitContent(ada, "1");

      api.news(FakeApi.in("bob"), FakeApi.out("ada"));
      awaitContent(ada, "100");
      awaitContent(bob, "1");

      api.snapshot(FakeApi.in("ada"));
      api.forgetCursor();
      awaitContent(ada, "1");
      awaitContent(bob, "100");
      assertThat(agent).isNotNull();
    }
    assertThat(ada).hasContent("1");
  }

  @Test
  void a_second_agent_is_refused() throws IOException {
    try (Agent agent = Agent.start(settings(new Braking.None()))) {
      assertThatThrownBy(() -> Agent.start(settings(new Braking.None())))
          .isInstanceOf(Refused.class);
      assertThat(agent).isNotNull();
    }
  }

  @Test
  void a_host_without_the_hierarchy_is_told_the_mend() {
    host.mounts("proc /proc proc rw 0 0");

    assertThatThrownBy(() -> Agent.start(settings(new Braking.None())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("no cgroup v2 hierarchy is mounted here", "--proc");
  }

  private static Braking weight() {
    return new Braking.Groups(Knob.WEIGHT, List.of(CgroupPattern.of(FakeHost.PATTERN)));
  }

  private AgentSettings settings(Braking braking) {
    return new AgentSettings(
        api.api(),
        new Reporting("host-1", Duration.ofMillis(100), state, 1 << 20),
        new Metering.Cgroups(
            List.of(CgroupPattern.of(FakeHost.PATTERN)), Sources.DEFAULT, host.host()),
        braking);
  }

  private static void awaitContent(Path file, String content) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(file).hasContent(content));
  }
}
