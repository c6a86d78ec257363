package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** What it was told, in words. */
  private static final class Heard implements Watcher {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    public void looked(int rank) {
      all.add("looked");
    }

    @Override
    public void failed(Throwable why, Duration took) {
      all.add("failed");
    }

    @Override
    public void frozen(Duration length) {
      all.add("frozen for " + length.toSeconds() + " s");
    }
  }

  private final Heard heard = new Heard();
  private final CountDownLatch thaw = new CountDownLatch(1);
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private TestDatabase test;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(WatchdogTest.class);
  }

  @AfterEach
  void close() throws Exception {
    thaw.countDown();
    for (AutoCloseable one : open) {
      one.close();
    }
    test.close();
  }

  @Test
  void two_decide_one_after_the_other_and_one_alert_results() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    Found source =
        new Found("NodeDown")
            .holds("hk-9", Instant.now().plusSeconds(3600))
            .looks(
                (handle, now) -> {
                  most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                  handle.execute("SELECT pg_sleep(0.3)");
                  atOnce.decrementAndGet();
                  looks.incrementAndGet();
                });

    watch("hk-1", source);
    watch("hk-2", source);
    await().atMost(SOON).until(() -> looks.get() >= 4);

    assertThat(most).hasValue(1);
    List<Alert> alerts = test.database().transaction(handle -> Alerts.newest(handle, 10));
    assertThat(alerts).hasSize(1);
  }

  @Test
  void one_that_freezes_while_it_decides_holds_the_others_up_for_seconds_only() {
    CountDownLatch frozen = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    watch(
        "hk-1",
        new Found("NodeDown")
            .looks(
                (handle, now) -> {
                  frozen.countDown();
                  waitFor(thaw);
                }));
    waitFor(frozen);

    watch("hk-2", new Found("NodeDown").looks((handle, now) -> looks.incrementAndGet()));

    await().atMost(Duration.ofSeconds(15)).until(() -> looks.get() > 0);
  }

  @Test
  void after_it_was_frozen_it_judges_nobody_by_that_look() {
    AtomicLong leap = new AtomicLong();
    AtomicInteger looks = new AtomicInteger();
    watch(
        "hk-1",
        new Found("NodeDown").looks((handle, now) -> looks.incrementAndGet()),
        () -> System.nanoTime() + leap.get());
    await().atMost(SOON).until(() -> heard.all.contains("looked"));
    int before = looks.get();

    leap.set(Duration.ofSeconds(60).toNanos());

    await()
        .atMost(SOON)
        .until(() -> heard.all.stream().anyMatch(what -> what.startsWith("frozen for 6")));
    await().atMost(SOON).until(() -> looks.get() > before);
    assertThat(heard.all).doesNotContain("failed");
  }

  @Test
  void one_that_is_closed_is_missed_by_nobody() {
    Watchdog watchdog = watch("hk-1", new Found("NodeDown"));
    await().atMost(SOON).until(() -> heard.all.contains("looked"));

    watchdog.close();

    List<String> watchers =
        test.database()
            .transaction(
                handle ->
                    handle.createQuery("SELECT watcher FROM watch").mapTo(String.class).list());
    assertThat(watchers).isEmpty();
  }

  private Watchdog watch(String who, Source source) {
    return watch(who, source, System::nanoTime);
  }

  private Watchdog watch(String who, Source source, LongSupplier nanoTime) {
    Database pool = Database.open(test.database().settings().withPool(2, who));
    open.push(pool);
    Watchdog.Settings settings =
        new Watchdog.Settings(who, Watchdog.Kind.NODE, () -> List.of(source), () -> Found.POLICY);
    Watchdog watchdog = Watchdog.start(pool, settings, heard, nanoTime);
    open.push(watchdog);
    return watchdog;
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
