package dev.quartermaster.ops.incident;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads for what is done again and again. */
final class Beat {

  private static final int PATIENCE_SECONDS = 15;

  private Beat() {}

  static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Lets what goes on come to its end. */
  static void end(ScheduledExecutorService beat) {
    beat.shutdown();
    try {
      if (!beat.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        beat.shutdownNow();
      }
    } catch (InterruptedException e) {
      beat.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
