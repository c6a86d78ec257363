package dev.quartermaster.jobs.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the first who comes to it until the test opens it; lets everyone else through. */
final class Gate {

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  void pass() {
    boolean first;
    synchronized (this) {
      first = reached.getCount() > 0;
      reached.countDown();
    }
    if (first) {
      await(opened);
    }
  }

  void untilReached() {
    await(reached);
  }

  void open() {
    opened.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody came within 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
