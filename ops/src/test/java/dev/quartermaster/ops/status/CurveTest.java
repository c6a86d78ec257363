package dev.quartermaster.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.pace.BacklogSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {

  private static final Instant NOW = Instant.parse("2025-06-10T12:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(15);

  @Test
  void between_two_samples_the_last_holds_and_before_the_first_there_is_nothing() {
    List<Long> curve = Curve.of(List.of(sample(150, 40), sample(30, 7)), NOW, WINDOW);

    assertThat(curve).containsExactly(40L, 40L, 40L, 40L, 7L);
  }

  @Test
  void of_several_at_one_point_the_most_counts() {
    assertThat(Curve.of(List.of(sample(3, 5), sample(2, 90), sample(1, 0)), NOW, WINDOW))
        .containsExactly(90L);
  }

  @Test
  void a_full_window_is_thirty_points_and_no_sample_is_none() {
    assertThat(Curve.of(List.of(sample(900, 1)), NOW, WINDOW)).hasSize(30).containsOnly(1L);
    assertThat(Curve.of(List.of(), NOW, WINDOW)).isEmpty();
  }

  private static BacklogSample sample(long secondsAgo, long items) {
    return new BacklogSample(NOW.minusSeconds(secondsAgo), items, Duration.ZERO, 0);
  }
}
