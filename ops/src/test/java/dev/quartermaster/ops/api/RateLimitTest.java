package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  // Near the end of the range: a monotonic clock may run over it.
  private long nanos = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();
  private final RateLimit limit = new RateLimit(3, () -> nanos);

  private void after(String time) {
    nanos += Duration.parse(time).toNanos();
  }

  /** Whole seconds to wait; empty when the request passes. */
  private Optional<Duration> request(String token) {
    return limit.refusal(token);
  }

  private void requests(String token, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(request(token)).isEmpty();
    }
  }

  @Test
  void one_request_too_many_waits_for_the_rest_of_its_minute() {
    requests("a", 3);
    after("PT20.5S");

    assertThat(request("a")).hasValue(Duration.ofSeconds(40));
    after("PT39.4S");
    assertThat(request("a")).hasValue(Duration.ofSeconds(1));
    after("PT0.1S");
    assertThat(request("a")).isEmpty();
  }

  @Test
  void each_token_has_requests_of_its_own() {
    requests("a", 3);

    requests("b", 3);

    assertThat(request("a")).isPresent();
    assertThat(request("b")).isPresent();
  }

  @Test
  void who_goes_on_asking_is_let_in_no_later() {
    requests("a", 3);
    for (int i = 0; i < 1_000; i++) {
      assertThat(request("a")).hasValue(Duration.ofSeconds(60));
    }

    after("PT60S");

    requests("a", 3);
  }

  @Test
  void tokens_that_are_idle_are_forgotten() {
    for (int i = 0; i < 1_000; i++) {
      request("token-" + i);
    }
    assertThat(limit.remembered()).isEqualTo(1_000);

    after("PT61S");
    request("a");

    assertThat(limit.remembered()).isEqualTo(1);
  }

  @Test
  void without_a_limit_nothing_is_counted() {
    RateLimit none = new RateLimit(0, () -> nanos);

    for (int i = 0; i < 1_000; i++) {
      assertThat(none.refusal("a")).isEmpty();
    }

    assertThat(none.remembered()).isZero();
  }
}
