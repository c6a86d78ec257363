package dev.quartermaster.ops.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.agent.meter.Advance;
import dev.quartermaster.ops.agent.meter.Counter;
import dev.quartermaster.ops.agent.meter.Owner;
import dev.quartermaster.ops.agent.meter.Seen;
import dev.quartermaster.ops.agent.spool.FailingDisk.Killed;
import dev.quartermaster.ops.agent.spool.FailingDisk.Way;
import dev.quartermaster.ops.agent.spool.Spool.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every step on the disk goes wrong once, in every way: what is charged is what was used. */
class SpoolCrashTest {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final long ROOMY = 1 << 20;

  /** Two small reports: then the newest are folded. */
  private static final long TIGHT = 300;

  @TempDir Path directory;

  private final Map<Long, byte[]> taken = new TreeMap<>();
  private final List<Long> committed = new ArrayList<>();
  private Spool spool;
  private long micros;
  private int round;

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothing_is_lost_or_doubled(Way way) throws Exception {
    assertThat(stepsThatFail(way, ROOMY)).isGreaterThan(30);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothing_is_lost_or_doubled_when_the_newest_are_folded(Way way) throws Exception {
    assertThat(stepsThatFail(way, TIGHT)).isGreaterThan(30);
  }

  private int stepsThatFail(Way way, long limit) throws Exception {
    for (int step = 0; true; step++) {
      FailingDisk disk = new FailingDisk(way, step);
      Path state = directory.resolve("%s-%d-%d".formatted(way, limit, step));
      begin();
      spool = null;
      for (Act act : story()) {
        carryOut(act, state, limit, disk);
      }
      spool.close();
      assertThat(charged()).as("%s at step %d", way, step).isEqualTo(micros - 1_000);
      if (!disk.hasFailed()) {
        return step;
      }
    }
  }

  private void begin() {
    taken.clear();
    committed.clear();
    micros = 1_000;
    round = 0;
  }

  private interface Act {
    void carryOut() throws IOException, InterruptedException;
  }

  private List<Act> story() {
    return List.of(
        () -> {}, // opened
        this::read,
        () -> uses(10),
        this::read,
        this::send,
        () -> uses(200),
        this::read,
        () -> uses(3_000),
        this::read,
        this::sendAndLoseTheAnswer,
        () -> uses(40_000),
        this::read,
        () -> uses(500_000),
        this::read,
        () -> uses(6_000_000),
        this::read,
        this::sendAndLoseTheAnswer,
        this::sendAll);
  }

  /**
   * A process that is killed is started again, and does the same again; one that fails tries again.
   */
  private void carryOut(Act act, Path state, long limit, FailingDisk disk) throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        if (spool == null) {
          InstantSource clock = InstantSource.fixed(START);
          spool = Spool.open(state, "host-1", limit, disk, clock);
        }
        act.carryOut();
        return;
      } catch (Killed killed) {
        if (spool != null) {
          spool.close();
          spool = null;
        }
      } catch (IOException failed) {
        assertThat(disk.hasFailed()).as(failed.toString()).isTrue();
      }
    }
    throw new AssertionError("it failed more than once");
  }

  private void uses(long more) {
    micros += more;
    round++;
  }

  private void read() throws IOException {
    Owner ada = new Owner("ada", "console");
    Counter counter = new Counter("m", "a", "1", ada, OptionalLong.of(micros));
    Advance advance =
        Advance.of(spool.readings(), new Seen("boot", Set.of("m"), List.of(counter)), 9, 9);
    Instant at = START.plusSeconds(10L * round);
    spool.append(
        advance.readings(),
        advance.used().values().stream().map(used -> new Use("ada", "console", used, at)).toList());
  }

  private void send() throws IOException, InterruptedException {
    spool.readings(); // after a failure the disk is asked what waits
    if (spool.waiting() > 0) {
      Entry entry = spool.await();
      take(entry);
      spool.sent(entry);
    }
  }

  private void sendAndLoseTheAnswer() throws IOException, InterruptedException {
    spool.readings();
    if (spool.waiting() > 0) {
      take(spool.await());
    }
  }

  private void sendAll() throws IOException, InterruptedException {
    do {
      send();
    } while (spool.waiting() > 0);
  }

  private void take(Entry entry) {
    byte[] before = taken.putIfAbsent(entry.sequence(), entry.body());
    assertThat(before == null || Arrays.equals(before, entry.body()))
        .as("the same sequence has the same body")
        .isTrue();
  }

  private long charged() throws IOException {
    long sum = 0;
    for (byte[] body : taken.values()) {
      Report report = Report.of(body);
      assertThat(report.gaps()).isEmpty();
      sum += report.records().stream().mapToLong(Use::cpuMicros).sum();
    }
    return sum;
  }
}
