package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PressureGaugeTest {

  private static final Pressure UNKNOWN = Pressure.unknown(new PoolLoad(0, 8, 0));

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
  private final AtomicInteger reads = new AtomicInteger();

  private PressureGauge gauge(Supplier<Pressure> source) {
    return new PressureGauge(
        () -> {
          reads.incrementAndGet();
          return source.get();
        },
        UNKNOWN,
        nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void it_is_read_when_first_asked_and_then_once_a_second() {
    PressureGauge gauge = gauge(() -> Pressed.NOT.connected(reads.get()).pressure());

    assertThat(gauge.now().sessions().orElseThrow().connected()).isOne();
    pass(Duration.ofMillis(999));
    assertThat(gauge.now().sessions().orElseThrow().connected()).isOne();
    pass(Duration.ofMillis(1));
    assertThat(gauge.now().sessions().orElseThrow().connected()).isEqualTo(2);
  }

  @Test
  void nobody_asks_in_vain_while_another_reads() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    PressureGauge gauge =
        gauge(
            () -> {
              reading.countDown();
              await(answer);
              return Pressed.NOT.pressure();
            });
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Pressure> reader = other.submit(gauge::now);
      reading.await();

      assertThat(gauge.now()).isEqualTo(UNKNOWN);

      answer.countDown();
      assertThat(reader.get()).isEqualTo(Pressed.NOT.pressure());
    } finally {
      answer.countDown();
      other.shutdown();
    }
    assertThat(reads).hasValue(1);
  }

  @Test
  void a_source_that_fails_leaves_the_pressure_unknown_and_is_asked_again_after_a_second() {
    PressureGauge gauge =
        gauge(
            () -> {
              if (reads.get() == 1) {
                throw new DatabaseUnavailable("it restarts", null);
              }
              return Pressed.NOT.pressure();
            });

    assertThat(gauge.now()).isEqualTo(UNKNOWN);
    assertThat(gauge.now()).isEqualTo(UNKNOWN);
    assertThat(reads).hasValue(1);
    pass(Duration.ofSeconds(1));
    assertThat(gauge.now()).isEqualTo(Pressed.NOT.pressure());
  }

  @Test
  void it_reads_a_real_database() {
    try (TestDatabase test = TestDatabase.of(PressureGaugeTest.class)) {
      Pressure now = PressureGauge.of(test.database()).now();

      assertThat(now.sessions()).isPresent();
      assertThat(now.standbys()).isPresent();
      assertThat(now.pool().size()).isEqualTo(12);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
