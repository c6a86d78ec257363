package dev.quartermaster.ops.agent.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.ops.agent.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {

  @TempDir Path directory;
  private FakeHost host;

  @BeforeEach
  void makeHost() {
    host = new FakeHost(directory);
  }

  @Test
  void groups_are_read_by_owner() throws IOException {
    host.uses("ada", "console", 120);
    host.uses("ada", "always-on", 7);

    assertThat(micros(new CgroupMeter(host.groups(), Sources.DEFAULT)))
        .isEqualTo(
            Map.of(
                new Owner("ada", "console"),
                OptionalLong.of(120),
                new Owner("ada", "always-on"),
                OptionalLong.of(7)));
  }

  @Test
  void a_source_is_called_as_it_was_named() throws IOException {
    host.uses("ada", "jupyter", 120);
    stat("qm.slice/user-ada.slice");
    Sources sources = Sources.of(List.of("batch", "jupyter=notebook"));

    assertThat(micros(new CgroupMeter(host.groups(), sources)))
        .containsOnlyKeys(new Owner("ada", "notebook"));
    assertThat(micros(new CgroupMeter(host.groups("qm.slice/user-{username}.slice"), sources)))
        .containsOnlyKeys(new Owner("ada", "batch"));
  }

  @Test
  void a_group_named_by_its_users_number_has_the_users_name() throws IOException {
    stat("user.slice/user-1000.slice");
    stat("user.slice/user-0.slice");
    stat("user.slice/user-4711.slice");

    assertThat(micros(new CgroupMeter(host.groups("user.slice/user-{uid}.slice"), Sources.DEFAULT)))
        .containsOnlyKeys(new Owner("ada", "console"));
  }

  @Test
  void a_group_that_does_not_tell_is_there_nevertheless() throws IOException {
    host.group("ada", "console");
    host.uses("bob", "console", 7);

    assertThat(micros(new CgroupMeter(host.groups(), Sources.DEFAULT)))
        .containsEntry(new Owner("ada", "console"), OptionalLong.empty());
  }

  @Test
  void groups_of_which_none_tells_are_no_reading() {
    host.group("ada", "console");

    assertThatThrownBy(() -> new CgroupMeter(host.groups(), Sources.DEFAULT).read())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("user-ada.slice/console", "cgroup v2");
  }

  @Test
  void a_group_made_anew_has_another_identity() throws IOException {
    host.uses("ada", "console", 120);
    Meter meter = new CgroupMeter(host.groups(), Sources.DEFAULT);
    String before = meter.read().counters().get(0).identity();

    Path old = host.group("ada", "console");
    Files.move(old, directory.resolve("kept"));
    host.uses("ada", "console", 120);

    assertThat(meter.read().counters().get(0).identity()).isNotEqualTo(before);
  }

  @Test
  void processes_are_read_by_user_without_their_children() throws IOException {
    host.process(41, 1000, 900, 5, 2);
    host.process(42, 1001, 950, 1, 1);
    host.process(43, 0, 950, 100, 1);
    host.process(44, 65_534, 950, 100, 1);
    host.process(45, 4_711, 950, 100, 1);

    assertThat(micros(new ProcessMeter(host.host(), Sources.DEFAULT, 100)))
        .isEqualTo(
            Map.of(
                new Owner("ada", "console"),
                OptionalLong.of(70_000),
                new Owner("bob", "console"),
                OptionalLong.of(20_000)));
  }

  @Test
  void another_process_under_the_same_number_has_begun_anew() throws IOException {
    Meter meter = new ProcessMeter(host.host(), Sources.DEFAULT, 100);
    host.process(41, 1000, 900, 50, 0);
    Readings before = Advance.of(Readings.NONE, meter.read(), 0, 10).readings();

    host.process(41, 1000, 990, 60, 0);

    assertThat(Advance.of(before, meter.read(), 0, 10).used())
        .isEqualTo(Map.of(new Owner("ada", "console"), 600_000L));
  }

  @Test
  void a_process_that_has_ended_is_forgotten_at_once() throws IOException {
    Meter meter = new ProcessMeter(host.host(), Sources.DEFAULT, 100);
    host.process(41, 1000, 900, 50, 0);
    Readings before = Advance.of(Readings.NONE, meter.read(), 0, 10).readings();

    host.ends(41);

    assertThat(Advance.of(before, meter.read(), meter.remembersFor(), 10).readings().counters())
        .isEmpty();
  }

  @Test
  void this_very_process_is_read_from_the_kernel() throws IOException {
    Path passwd = Files.writeString(directory.resolve("me"), "me:x:%d:0::/:\n".formatted(uid()));
    Meter meter =
        new ProcessMeter(new Host(Path.of("/proc"), passwd, 0), Sources.DEFAULT, Ticks.perSecond());

    long micros =
        meter.read().counters().stream()
            .filter(c -> c.key().equals(Long.toString(ProcessHandle.current().pid())))
            .mapToLong(c -> c.micros().orElseThrow())
            .sum();

    long told = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1_000;
    assertThat(micros).isPositive().isLessThanOrEqualTo(told + 20_000);
  }

  @Test
  void the_hierarchies_are_found_by_the_mounts() throws IOException {
    host.mounts(
        "tmpfs /sys/fs/cgroup tmpfs rw 0 0",
        "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0",
        "cgroup /sys/fs/cgroup/cpuset cgroup rw,relatime,cpuset 0 0",
        "cgroup2 /sys/fs/cgroup/uni\\040fied cgroup2 rw,nosuid 0 0");

    assertThat(host.host().mounts().unified()).contains(Path.of("/sys/fs/cgroup/uni fied"));
    assertThat(host.host().mounts().cpuController())
        .contains(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
  }

  @Test
  void sources_without_a_name_are_refused() {
    assertThatThrownBy(() -> Sources.of(List.of("jupyter=")))
        .hasMessage(
            "--source 'jupyter=' has no name; write NAME, or SEEN=NAME for what a cgroup shows");
  }

  private void stat(String group) throws IOException {
    Path made = Files.createDirectories(host.cgroups().resolve(group));
    Files.writeString(made.resolve("cpu.stat"), "usage_usec 5\n");
  }

  private static long uid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  private static Map<Owner, OptionalLong> micros(Meter meter) throws IOException {
    Map<Owner, OptionalLong> found = new HashMap<>();
    meter.read().counters().forEach(counter -> found.put(counter.owner(), counter.micros()));
    return found;
  }
}
