package dev.quartermaster.alerts.channel;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a {@link Gate} is from one change to the next, and what has to be closed at its end. */
final class Era implements AutoCloseable {

  /** Something that ends when what it reads from is closed. */
  interface Work {
    void run() throws IOException;
  }

  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);

  <T extends Closeable> T closing(T one) throws IOException {
    open.add(one);
    if (over.getCount() == 0) {
      one.close();
    }
    return one;
  }

  /** On a thread of its own. */
  void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Either side has gone, or the era is over.
                Thread.onSpinWait();
              }
            },
            "gate");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** For so long, or to its end. */
  void rest(Duration time) {
    try {
      if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    for (Closeable one : open) {
      try {
        one.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    threads.forEach(Era::join);
  }

  /** A port is free only when nobody waits at it any more. */
  private static void join(Thread thread) {
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
