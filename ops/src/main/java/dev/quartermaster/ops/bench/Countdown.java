package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Counts accounts that were tried, until the last one was. Thread-safe. */
final class Countdown {

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final CountDownLatch left;

  Countdown(int accounts) {
    this.left = new CountDownLatch(accounts);
  }

  void one() {
    left.countDown();
  }

  /**
   * Waits for the last one.
   *
   * @throws NotVerified when it does not come
   */
  void await(Way way) {
    try {
      if (!left.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NotVerified(
            way.title(),
            List.of("%,d accounts are left after %s".formatted(left.getCount(), PATIENCE)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while %s settles".formatted(way.title()), e);
    }
  }
}
