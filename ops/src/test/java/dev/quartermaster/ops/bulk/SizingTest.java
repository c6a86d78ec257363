package dev.quartermaster.ops.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizingTest {

  /** What a portion takes, in milliseconds, again and again. */
  private static Sizing settled(long millis, boolean besideOthers) {
    Sizing sizing = Sizing.FIRST;
    for (int i = 0; i < 50; i++) {
      sizing = sizing.after(Duration.ofMillis(millis * sizing.portions()), besideOthers);
    }
    return sizing;
  }

  @Test
  void batches_grow_while_they_are_quick_and_have_an_end_to_it() {
    assertThat(settled(0, false)).isEqualTo(new Sizing(50));
  }

  @Test
  void batches_settle_where_they_take_as_long_as_they_should() {
    assertThat(settled(12, false)).isEqualTo(new Sizing(5));
    assertThat(settled(5, true)).isEqualTo(new Sizing(2));
  }

  @Test
  void one_that_took_far_too_long_is_followed_by_a_quarter_of_it_and_never_by_none() {
    assertThat(new Sizing(40).after(Duration.ofSeconds(1), false)).isEqualTo(new Sizing(10));
    assertThat(new Sizing(1).after(Duration.ofSeconds(1), false)).isEqualTo(new Sizing(1));
  }
}
