package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.PacedRun.micros;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.pace.Pace.Mode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldingBackTest {

  private final PacedRun run = new PacedRun(Optional.empty(), 5_000);

  @Test
  void a_hold_ends_well_below_the_limit_that_began_it_so_that_it_does_not_flap() {
    assertThat(run.under(standby(5_100)).pace().mode()).isEqualTo(Mode.HELD);
    assertThat(run.under(standby(3_000)).pace().mode()).isEqualTo(Mode.HELD);
    assertThat(run.under(standby(2_400)).pace().mode()).isEqualTo(Mode.SLOWED);
    assertThat(run.under(standby(4_900)).pace().mode()).isEqualTo(Mode.SLOWED);
    assertThat(run.under(standby(1_200)).pace().mode()).isEqualTo(Mode.FULL);
    assertThat(run.under(standby(2_400)).pace().mode()).isEqualTo(Mode.FULL);
  }

  @Test
  void a_hold_rests_longer_and_longer_and_never_more_than_five_seconds() {
    run.under(standby(60_000)).batches(8, micros(18));

    assertThat(run.paces())
        .extracting(pace -> pace.rest().toSeconds())
        .startsWith(1L, 1L, 2L)
        .endsWith(5L, 5L, 5L);
  }

  @Test
  void a_hold_in_vain_becomes_slow_work_after_a_minute_and_says_so() {
    run.batches(20, micros(18));

    Pace pace = run.under(standby(60_000)).batches(40, micros(18));

    assertThat(pace.mode()).isEqualTo(Mode.SLOWED);
    assertThat(pace.says())
        .isEqualTo(
            "batches of 10,000, resting 0.73 s between: holding back for 60 s did not help, still the standby is 60 s behind (limit 5 s)");
    assertThat(run.under(Pressed.NOT).pace().mode()).isEqualTo(Mode.FULL);
    assertThat(run.under(standby(60_000)).pace().mode()).isEqualTo(Mode.HELD);
  }

  @Test
  void the_size_that_fitted_before_a_hold_fits_after_it() {
    int before = run.batches(30, micros(40)).size();
    run.under(standby(60_000)).batches(6, micros(40));

    assertThat(run.under(Pressed.NOT).pace().size()).isEqualTo(before);
  }

  private static Pressed standby(long millis) {
    return Pressed.NOT.standbyBehind(Duration.ofMillis(millis));
  }
}
