package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void the_wait_is_doubled_with_each_attempt_up_to_five_minutes() {
    assertThat(after(1, 0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(after(2, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(after(9, 0)).isEqualTo(Duration.ofSeconds(256));
    assertThat(after(10, 0)).isEqualTo(Duration.ofMinutes(5));
    assertThat(after(1_000_000, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void chance_makes_it_shorter_by_up_to_a_half() {
    assertThat(after(2, 0.5)).isEqualTo(Duration.ofMillis(1500));
    assertThat(after(2, 1)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void it_is_never_shorter_than_the_provider_asks_for_within_an_hour() {
    assertThat(Backoff.after(1, Optional.of(Duration.ofSeconds(7)), 1))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(Backoff.after(9, Optional.of(Duration.ofSeconds(7)), 0))
        .isEqualTo(Duration.ofSeconds(256));
    assertThat(Backoff.after(1, Optional.of(Duration.ofDays(9)), 0)).isEqualTo(Duration.ofHours(1));
  }

  private static Duration after(int attempts, double chance) {
    return Backoff.after(attempts, Optional.empty(), chance);
  }
}
