package dev.quartermaster.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  private final AtomicLong nanos = new AtomicLong(-7);
  private final Freshness freshness = new Freshness(nanos::get);

  @Test
  void nothing_is_known_before_the_first_reading() {
    assertThat(freshness.orNaN(1)).isNaN();
  }

  @Test
  void a_reading_is_shown_until_it_is_too_old() {
    freshness.renew();
    nanos.addAndGet(Freshness.KEPT.toNanos());
    assertThat(freshness.orNaN(1)).isEqualTo(1);

    nanos.addAndGet(1);
    assertThat(freshness.orNaN(1)).isNaN();
  }

  @Test
  void a_failed_reading_hides_the_one_before() {
    freshness.renew();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    freshness.lose();

    assertThat(freshness.orNaN(1)).isNaN();
  }
}
