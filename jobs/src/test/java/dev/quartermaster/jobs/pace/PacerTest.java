package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.jobs.pace.Pace.Mode;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final Settings SETTINGS =
      new Settings(new Bounds(500, 10_000), Set.of(), Optional.empty(), Limits.DEFAULT);

  private final PressureGauge quiet =
      new PressureGauge(
          () -> Pressed.NOT.pressure(), Pressure.unknown(new PoolLoad(0, 8, 0)), () -> 0);

  @Test
  void the_size_grows_once_for_each_batch_however_many_hands_ask_in_between() {
    Pacer pacer = new Pacer(SETTINGS, 5_000, quiet, () -> 0);
    pacer.did(5_000, 5_000, Duration.ofMillis(20));

    assertThat(IntStream.range(0, 5).map(i -> pacer.next(false).size())).containsOnly(6_000);
  }

  @Test
  void a_first_size_out_of_bounds_is_brought_within() {
    assertThat(new Pacer(SETTINGS, 3, quiet, () -> 0).next(false).size()).isEqualTo(500);
  }

  @Test
  void empty_batches_are_borne() {
    Pacer pacer = new Pacer(SETTINGS, 5_000, quiet, () -> 0);

    pacer.did(5_000, 0, Duration.ZERO);

    assertThat(pacer.next(false).mode()).isEqualTo(Mode.FULL);
  }

  @Test
  void many_hands_leave_it_whole() throws Exception {
    Pacer pacer = new Pacer(SETTINGS, 5_000, quiet, () -> 0);
    ExecutorService hands = Executors.newFixedThreadPool(8);
    try {
      for (Future<?> hand :
          IntStream.range(0, 8).mapToObj(i -> hands.submit(() -> workOn(pacer))).toList()) {
        hand.get();
      }
    } finally {
      hands.shutdown();
    }

    assertThat(pacer.next(false).size()).isEqualTo(10_000);
  }

  private static void workOn(Pacer pacer) {
    for (int i = 0; i < 200; i++) {
      int size = pacer.next(false).size();
      pacer.did(size, size, Duration.ofMillis(50));
    }
  }
}
