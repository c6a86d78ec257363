package dev.quartermaster.ops.token;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes when tokens were last used, beside the requests: no request waits for it or fails by it. A
 * note that finds no place is dropped; the token's next use is noted instead.
 */
final class LastUse implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LastUse.class);
  private static final int WAITING = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Database database;
  private final ThreadPoolExecutor notes =
      new ThreadPoolExecutor(
          0,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          LastUse::thread,
          new DiscardPolicy());

  LastUse(Database database) {
    this.database = database;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "token-use");
    thread.setDaemon(true);
    return thread;
  }

  void note(String token) {
    notes.execute(() -> write(token));
  }

  private void write(String token) {
    try {
      database.transactionWithin(PATIENCE, handle -> Tokens.noteUse(handle, token));
    } catch (RuntimeException e) {
      String why = e.toString().lines().findFirst().orElse("");
      LOG.warn("The last use of token {} was not noted: {}", token, why);
    }
  }

  /** Gives what waits a moment. */
  @Override
  public void close() {
    notes.shutdown();
    try {
      if (!notes.awaitTermination(2, TimeUnit.SECONDS)) {
        notes.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      notes.shutdownNow();
    }
  }
}
