package dev.quartermaster.ops.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.node.Installation.OpenDatabase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Leaves the database when a command is stopped by Ctrl-C or TERM, even on its way there: the last
 * user of an embedded server must stop it.
 */
final class Leaving {

  private static final AtomicBoolean STOPPING = new AtomicBoolean();

  private static final AtomicBoolean SILENT = new AtomicBoolean();

  private static final AtomicBoolean ASKING = new AtomicBoolean();

  /** Longer than a start of the server takes; one that hangs must not keep the command alive. */
  private static final int PATIENCE_SECONDS = 15;

  private final CompletableFuture<Runnable> way = new CompletableFuture<>();
  private final Thread hook = new Thread(this::atStop, "leave database");

  private Leaving() {}

  /** From now on a stop waits for {@link #reached} or {@link #now}. */
  static Leaving guard() {
    Leaving leaving = new Leaving();
    Runtime.getRuntime().addShutdownHook(leaving.hook);
    return leaving;
  }

  /** Whether a stop has begun. */
  static boolean isStopping() {
    return STOPPING.get();
  }

  /** For what is ended by being stopped: nothing is said then. */
  static void silently() {
    SILENT.set(true);
  }

  /** Whether a person is asked before anything is done. */
  static void asks(boolean asks) {
    ASKING.set(asks);
  }

  void reached(OpenDatabase open, Database database) {
    way.complete(
        () -> {
          database.close();
          open.close();
        });
  }

  /** Leaves, if there is anything to leave. */
  void now() {
    way.complete(() -> {});
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      return; // The hook leaves.
    }
    way.join().run();
  }

  private void atStop() {
    STOPPING.set(true);
    if (!SILENT.get()) {
      System.err.println(
          ASKING.get()
              ? "\nStopped: nothing was changed."
              : "Stopped. What was done stays done; the same command goes on with the rest.");
    }
    way.completeOnTimeout(() -> {}, PATIENCE_SECONDS, SECONDS).join().run();
  }
}
