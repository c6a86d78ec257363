package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.PacedRun.BOUNDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.pace.Pace.Mode;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import dev.quartermaster.jobs.pace.Pacing.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PacingPropertyTest {

  private static final Settings SETTINGS =
      new Settings(
          BOUNDS, Set.of(Pressed.TABLE), Optional.of(Duration.ofNanos(20_000)), Limits.DEFAULT);

  private final long seed = Long.getLong("pace.seed", 11);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Pacing pacing = new Pacing(SETTINGS);

  @Test
  void whatever_presses_bounds_are_kept_and_each_hand_goes_on_within_five_seconds() {
    for (int i = 0; i < 60; i++) {
      PacedRun run = new PacedRun(SETTINGS, random.nextInt(1, 20_000));
      for (int step = 0; step < 100; step++) {
        run.under(pressed(random.nextDouble(3))).whileSomebodyWaits(random.nextInt(3) == 0);
        run.batches(1, PacedRun.micros(random.nextDouble(1, 2_000)));
      }

      assertThat(run.paces())
          .as("again with -Dpace.seed=%d", seed)
          .allSatisfy(
              pace -> {
                assertThat(pace.size()).isBetween(BOUNDS.least(), BOUNDS.most());
                assertThat(pace.rest()).isBetween(Duration.ZERO, Pacing.LONGEST_HOLD);
                assertThat(pace.mode() == Mode.FULL).isEqualTo(pace.rest().isZero());
                assertThat(pace.says()).doesNotContain("null");
              });
    }
  }

  @Test
  void more_pressure_never_leads_to_a_larger_batch_or_a_shorter_rest() {
    for (int i = 0; i < 4_000; i++) {
      State before = state();
      Recent recent = recent();
      double level = random.nextDouble(2);
      Pressed less = pressed(level);
      boolean somebodyWaits = random.nextBoolean();

      Pace calm = pace(before, recent, less, somebodyWaits);
      Pace pressed = pace(before, recent, more(less), somebodyWaits || random.nextBoolean());

      assertThat(pressed.size())
          .as("%s after %s; again with -Dpace.seed=%d", pressed, calm, seed)
          .isLessThanOrEqualTo(calm.size());
      assertThat(pressed.rest())
          .as("%s after %s; again with -Dpace.seed=%d", pressed, calm, seed)
          .isGreaterThanOrEqualTo(calm.rest());
      assertThat(pressed.mode()).isGreaterThanOrEqualTo(calm.mode());
    }
  }

  @Test
  void the_same_situation_leads_to_the_same_pace() {
    for (int i = 0; i < 300; i++) {
      State before = state();
      Recent recent = recent();
      Pressed pressed = pressed(2);

      assertThat(pace(before, recent, pressed, true))
          .isEqualTo(pace(before, recent, pressed, true));
    }
  }

  @Test
  void a_backlog_is_drained_under_a_signal_that_never_ends() {
    PacedRun run = new PacedRun(SETTINGS, 5_000).under(Pressed.NOT.vacuuming(Pressed.TABLE));
    while (run.items() < 1_000_000) {
      run.batches(1, PacedRun.micros(18));
    }

    assertThat(run.time()).isLessThan(Duration.ofMinutes(4));
  }

  private Pace pace(State before, Recent recent, Pressed pressed, boolean somebodyWaits) {
    Situation now =
        new Situation(recent, pressed.pressure(), somebodyWaits, Duration.ofMillis(300));
    return pacing.pace(pacing.next(before, now), now);
  }

  private State state() {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    for (Cause cause : Cause.values()) {
      if (random.nextInt(4) == 0) {
        causes.add(cause);
      }
    }
    double size = random.nextDouble(BOUNDS.least(), BOUNDS.most());
    return new State(size, causes, Duration.ofMillis(random.nextLong(50_000)));
  }

  private Recent recent() {
    List<Measured> batches = new ArrayList<>();
    for (int i = random.nextInt(25); i > 0; i--) {
      int size = random.nextInt(BOUNDS.least(), BOUNDS.most());
      batches.add(
          new Measured(size, random.nextInt(size), Duration.ofMillis(random.nextLong(2_000))));
    }
    return new Recent(batches);
  }

  /** Each figure between none and {@code level} times its limit. */
  private Pressed pressed(double level) {
    return Pressed.NOT
        .standbyBehind(Duration.ofMillis(Math.round(random.nextDouble() * level * 5_000)))
        .standbyBehind(Math.round(random.nextDouble() * level * (512 << 20)))
        .vacuuming(random.nextInt(5) == 0 ? Pressed.TABLE : "other")
        .archiveBehind(Math.round(random.nextDouble() * level * 64))
        .connected((int) (random.nextDouble() * 97))
        .waitingForLocks(
            (int) (random.nextDouble() * level * 5),
            Duration.ofMillis(Math.round(random.nextDouble() * level * 1_000)))
        .waitingForConnections(random.nextInt(4) == 0 ? random.nextInt(1, 9) : 0);
  }

  private Pressed more(Pressed less) {
    Pressed more = less;
    more = more.standbyBehind(less.standby().plusMillis(random.nextLong(5_000)));
    more = more.standbyBehind(less.bytes() + random.nextLong(1L << 29));
    more = more.archiveBehind(less.walFiles() + random.nextInt(60));
    more =
        more.waitingForLocks(
            less.sessions().waitingForLocks() + random.nextInt(5),
            less.sessions().longestWait().plusMillis(random.nextLong(1_000)));
    more = more.connected(Math.min(97, less.sessions().connected() + random.nextInt(40)));
    return random.nextBoolean() ? more.vacuuming(Pressed.TABLE) : more.waitingForConnections(9);
  }
}
