package dev.quartermaster.ops.agent.tarpit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.agent.FakeHost;
import dev.quartermaster.ops.agent.api.Feed;
import dev.quartermaster.ops.agent.api.Feed.Change;
import dev.quartermaster.ops.agent.spool.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TarpitTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path directory;
  @TempDir Path state;
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private FakeHost host;
  private Tarpit tarpit;

  @BeforeEach
  void open() throws IOException {
    host = new FakeHost(directory);
    start(Knob.WEIGHT);
  }

  private void start(Knob knob) throws IOException {
    if (tarpit != null) {
      tarpit.close();
    }
    Remembered.Place place = new Remembered.Place(state, Disk.REAL);
    tarpit = new Tarpit(new GroupBrake(knob, host.groups(), place), place, nanos::get);
  }

  @AfterEach
  void close() {
    tarpit.close();
  }

  @ParameterizedTest
  @EnumSource(Knob.class)
  void who_goes_in_is_slowed_and_has_the_former_share_back_on_leaving(Knob knob)
      throws IOException {
    start(knob);
    Path ada = group("ada", "console", knob, "700");
    Path bob = group("bob", "console", knob, "300");

    tarpit.snapshot(feed(in("ADA", null)));
    tarpit.align();

    assertThat(ada).hasContent(knob.slow);
    assertThat(bob).hasContent("300");

    tarpit.changes(feed(out("ada")));
    tarpit.align();

    assertThat(ada).hasContent("700");
  }

  @Test
  void all_groups_of_a_user_are_slowed_and_new_ones_too() throws IOException {
    Path console = group("ada", "console", Knob.WEIGHT, "100");
    tarpit.snapshot(feed(in("ada", null)));
    tarpit.align();

    Path later = group("ada", "always-on", Knob.WEIGHT, "100");
    tarpit.align();

    assertThat(console).hasContent("1");
    assertThat(later).hasContent("1");
  }

  @Test
  void a_start_lifts_who_has_left_meanwhile() throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", null)));
    tarpit.align();

    start(Knob.WEIGHT);
    tarpit.snapshot(feed());
    tarpit.align();

    assertThat(ada).hasContent("250");
  }

  @Test
  void a_stop_leaves_things_as_they_are_and_a_start_waits_for_news() throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", null)));
    tarpit.align();

    start(Knob.WEIGHT);
    tarpit.align();

    assertThat(ada).hasContent("1");
  }

  @Test
  void everyone_leaves_in_time_by_the_servers_clock_without_a_message() throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", NOW.plusSeconds(60))));
    tarpit.align();

    pass(Duration.ofSeconds(59));
    tarpit.align();
    assertThat(ada).hasContent("1");

    pass(Duration.ofSeconds(1));
    tarpit.align();
    assertThat(ada).hasContent("250");
  }

  @Test
  void everyone_leaves_in_time_also_when_the_api_was_away_at_the_start() throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", NOW.plusSeconds(60))));
    tarpit.align();
    pass(Duration.ofSeconds(20));

    start(Knob.WEIGHT);
    nanos.set(77); // the monotonic clock begins anywhere
    start(Knob.WEIGHT);
    pass(Duration.ofSeconds(60));
    tarpit.align();

    assertThat(ada).hasContent("250");
  }

  @Test
  void a_later_end_of_somebody_in_it_counts() throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", NOW.plusSeconds(60))));
    tarpit.changes(feed(in("ada", NOW.plusSeconds(600))));

    pass(Duration.ofSeconds(61));
    tarpit.align();

    assertThat(ada).hasContent("1");
  }

  @Test
  void somebody_who_cannot_be_slowed_holds_up_nobody_and_is_tried_again() throws IOException {
    Path broken = host.group("ada", "console").resolve("cpu.weight");
    Path bob = group("bob", "console", Knob.WEIGHT, "100");
    tarpit.snapshot(feed(in("ada", null), in("bob", null)));
    tarpit.align();
    assertThat(bob).hasContent("1");

    group("ada", "console", Knob.WEIGHT, "100");
    tarpit.align();

    assertThat(broken).hasContent("1");
  }

  @Test
  void what_was_slowed_by_an_agent_that_lost_its_memory_is_lifted_to_the_usual()
      throws IOException {
    Path ada = group("ada", "console", Knob.WEIGHT, "1");

    tarpit.snapshot(feed());
    tarpit.align();

    assertThat(ada).hasContent("100");
  }

  @Test
  void a_group_made_anew_has_its_own_former_share() throws IOException {
    group("ada", "console", Knob.WEIGHT, "250");
    tarpit.snapshot(feed(in("ada", null)));
    tarpit.align();

    Files.move(host.group("ada", "console"), directory.resolve("kept"));
    Path anew = group("ada", "console", Knob.WEIGHT, "40");
    tarpit.align();
    assertThat(anew).hasContent("1");
    tarpit.snapshot(feed());
    tarpit.align();

    assertThat(anew).hasContent("40");
  }

  @Test
  void a_command_is_called_for_each_change_and_only_then() throws IOException {
    Path log = directory.resolve("log");
    CommandBrake brake =
        command(
            "echo $QUARTERMASTER_USERNAME $QUARTERMASTER_IN_TARPIT $QUARTERMASTER_TENFOLD >> "
                + log);
    Roll roll = new Roll();

    roll.replace(feed(in("Ada", null)), 0);
    assertThat(brake.apply(roll.in(0))).isEmpty();
    assertThat(brake.apply(roll.in(0))).isEmpty();
    roll.change(feed(new Change("ada", true, true, null)), 0);
    brake.apply(roll.in(0));
    brake =
        command(
            "echo $QUARTERMASTER_USERNAME $QUARTERMASTER_IN_TARPIT $QUARTERMASTER_TENFOLD >> "
                + log);
    roll.change(feed(out("ada")), 0);
    brake.apply(roll.in(0));
    brake.apply(roll.in(0));

    assertThat(log).hasContent("Ada true false\nada true true\nada false false");
  }

  @Test
  void a_command_that_fails_or_hangs_is_told_and_tried_again() throws IOException {
    Path fixed = directory.resolve("fixed");
    CommandBrake failing = command("test -e " + fixed + " || exit 7");
    Roll roll = new Roll();
    roll.replace(feed(in("ada", null)), 0);

    assertThat(failing.apply(roll.in(0))).containsExactly("'ada': sh ended with 7");
    Files.writeString(fixed, "");
    assertThat(failing.apply(roll.in(0))).isEmpty();
    roll.replace(feed(in("bob", null)), 0);
    assertThat(command("exec sleep 60").apply(roll.in(0)))
        .contains("'bob': sh does not end within PT0.5S");
    Remembered.Place place = new Remembered.Place(state, Disk.REAL);
    assertThat(new CommandBrake(List.of("/no/such"), place).apply(roll.in(0)).get(0))
        .contains("/no/such");
  }

  private CommandBrake command(String script) throws IOException {
    return new CommandBrake(
        List.of("sh", "-c", script),
        new Remembered.Place(state, Disk.REAL),
        Duration.ofMillis(500));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** The file is there with its content at once, as the kernel's are: a look may be under way. */
  private Path group(String username, String source, Knob knob, String value) throws IOException {
    Path file = host.group(username, source).resolve(knob.file);
    Path made = Files.writeString(file.resolveSibling(knob.file + ".made"), value);
    return Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Feed feed(Change... changes) {
    return new Feed("c", NOW, List.of(changes));
  }

  private static Change in(String username, @Nullable Instant until) {
    return new Change(username, true, false, until);
  }

  private static Change out(String username) {
    return new Change(username, false, false, null);
  }
}
