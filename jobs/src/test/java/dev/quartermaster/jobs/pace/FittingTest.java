package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.PacedRun.BOUNDS;
import static dev.quartermaster.jobs.pace.PacedRun.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quartermaster.jobs.pace.PacedRun.Cost;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FittingTest {

  private final long seed = Long.getLong("pace.seed", 7);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void nothing_measured_changes_nothing_but_a_size_out_of_bounds() {
    assertThat(Fitting.next(5_000, BOUNDS, Recent.NONE)).isEqualTo(5_000);
    assertThat(Fitting.next(50_000, BOUNDS, Recent.NONE)).isEqualTo(10_000);
  }

  @Test
  void a_batch_that_takes_what_it_should_changes_nothing() {
    assertThat(after(5_000, Duration.ofMillis(185))).isEqualTo(5_000);
  }

  @Test
  void a_quick_batch_lets_the_next_grow_by_a_fifth_at_most() {
    assertThat(after(5_000, Duration.ofMillis(10))).isEqualTo(6_000);
    assertThat(after(5_000, Duration.ofMillis(170))).isCloseTo(5_441, within(1.0));
  }

  @Test
  void a_slow_batch_lets_the_next_shrink_by_a_fifth_at_most() {
    assertThat(after(5_000, Duration.ofSeconds(30))).isEqualTo(4_000);
    assertThat(after(5_000, Duration.ofMillis(210))).isCloseTo(4_405, within(1.0));
  }

  @Test
  void one_batch_behind_a_lock_is_forgotten_within_a_few() {
    Recent recent = Recent.NONE.and(new Measured(5_000, 5_000, Duration.ofMinutes(5)));
    double size = 5_000;
    for (int i = 0; i < 8; i++) {
      recent =
          recent.and(
              new Measured((int) size, (int) size, Duration.ofNanos((long) (size * 37_000))));
      size = Fitting.next(size, BOUNDS, recent);
    }

    assertThat(size).isCloseTo(5_000, within(500.0));
  }

  @Test
  void only_the_last_twenty_count_and_the_newest_weighs_most() {
    Recent recent = Recent.NONE;
    for (int i = 0; i < 30; i++) {
      recent = recent.and(new Measured(100, 100, Duration.ofMillis(i)));
    }

    assertThat(recent.batches()).hasSize(20);
    assertThat(recent.batches().get(0).took()).isEqualTo(Duration.ofMillis(29));
    assertThat(recent.took().orElseThrow()).isBetween(Duration.ofMillis(27), Duration.ofMillis(28));
  }

  @Test
  void it_settles_where_a_batch_takes_nine_tenths_of_the_target_and_does_not_overshoot() {
    for (double cost : List.of(19.0, 25.0, 60.0, 150.0, 360.0)) {
      PacedRun run = new PacedRun(Optional.empty(), 5_000);

      run.batches(40, micros(cost));

      assertThat(run.paces().subList(20, 40))
          .as("at %s µs an item", cost)
          .allSatisfy(
              pace -> assertThat(micros(cost).apply(pace.size()).toMillis()).isBetween(175L, 195L));
      assertThat(run.paces().subList(15, 40))
          .extracting(Pace::size)
          .allSatisfy(size -> assertThat(micros(cost).apply(size).toMillis()).isLessThan(200));
    }
  }

  @Test
  void it_stays_near_when_each_batch_is_up_to_a_fifth_quicker_or_slower() {
    PacedRun run = new PacedRun(Optional.empty(), 5_000);
    Cost noisy = size -> times(micros(40).apply(size), random.nextDouble(0.8, 1.2));

    run.batches(300, noisy);

    assertThat(run.paces().subList(20, 300))
        .as("again with -Dpace.seed=%d", seed)
        .allSatisfy(
            pace -> assertThat(micros(40).apply(pace.size()).toMillis()).isBetween(140L, 230L));
  }

  @Test
  void it_backs_off_while_items_cost_double_and_comes_back_after() {
    PacedRun run = new PacedRun(Optional.empty(), 5_000);

    int before = run.batches(30, micros(37)).size();
    int meanwhile = run.batches(30, micros(74)).size();
    int after = run.batches(30, micros(37)).size();

    assertThat(meanwhile).isCloseTo(before / 2, within(before / 20));
    assertThat(after).isCloseTo(before, within(before / 20));
  }

  @Test
  void a_size_of_one_grows_too() {
    Bounds small = new Bounds(1, 50);
    double size = 1;
    Recent recent = Recent.NONE;
    for (int i = 0; i < 40; i++) {
      int whole = (int) size;
      recent = recent.and(new Measured(whole, whole, Duration.ofMillis(10L * whole)));
      size = Fitting.next(size, small, recent);
    }

    assertThat(size).isBetween(17.5, 20.0);
  }

  @Test
  void no_step_is_larger_than_a_fifth_and_none_leaves_the_bounds() {
    for (int i = 0; i < 2_000; i++) {
      int least = random.nextInt(1, 2_000);
      Bounds bounds = new Bounds(least, random.nextInt(least, 2_000_000));
      double size = random.nextDouble(bounds.least(), bounds.most() + 1.0);
      size = Fitting.within(bounds, size);
      Recent recent = Recent.NONE;
      for (int batch = random.nextInt(1, 25); batch > 0; batch--) {
        recent =
            recent.and(
                new Measured(
                    random.nextInt(1, 100_000),
                    random.nextInt(100_000),
                    Duration.ofNanos(random.nextLong(60_000_000_000L))));
      }

      double next = Fitting.next(size, bounds, recent);

      assertThat(next)
          .as("again with -Dpace.seed=%d", seed)
          .isBetween((double) bounds.least(), (double) bounds.most())
          .isBetween(Math.max(bounds.least(), size * 0.7999), size * 1.2001);
    }
  }

  private static double after(int size, Duration took) {
    return Fitting.next(size, BOUNDS, Recent.NONE.and(new Measured(size, size, took)));
  }

  private static Duration times(Duration time, double by) {
    return Duration.ofNanos(Math.round(time.toNanos() * by));
  }
}
