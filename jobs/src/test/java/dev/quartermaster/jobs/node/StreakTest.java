package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreakTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Streak streak = new Streak(nanos::get);

  @Test
  void it_lasts_from_the_first_look_that_saw_it() {
    assertThat(streak.seen(true)).contains(Duration.ZERO);

    nanos.addAndGet(2_000_000_000);

    assertThat(streak.seen(true)).contains(Duration.ofSeconds(2));
  }

  @Test
  void a_look_that_does_not_see_it_ends_it() {
    streak.seen(true);
    nanos.addAndGet(2_000_000_000);

    assertThat(streak.seen(false)).isEmpty();
    assertThat(streak.seen(true)).contains(Duration.ZERO);
  }
}
