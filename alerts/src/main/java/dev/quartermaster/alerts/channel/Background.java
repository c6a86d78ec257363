package dev.quartermaster.alerts.channel;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Threads for what blocks and cannot be told how long it may; they hold no process back. */
final class Background {

  static final Executor THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "channel");
            thread.setDaemon(true);
            return thread;
          });

  private Background() {}
}
