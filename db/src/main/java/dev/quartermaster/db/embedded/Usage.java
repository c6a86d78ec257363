package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * This process as a user of one directory's server. Every using process holds a shared lock on one
 * file, which the system takes back when the process dies; whoever then gets it alone was the last.
 * The server is started and stopped under a second, exclusive lock, so that a start never meets a
 * stop. There is one of these for a directory, because the locks belong to the whole process:
 * closing the file a second time anywhere in it would give them up.
 */
final class Usage {

  private static final Map<Path, Usage> EVERY = new ConcurrentHashMap<>();

  private final Home home;
  private int users;
  private @Nullable FileLock shared;

  private Usage(Home home) {
    this.home = home;
  }

  static Usage of(Home home) {
    return EVERY.computeIfAbsent(home.directory(), directory -> new Usage(home));
  }

  /** Joins, with the server running; tells its port. */
  @SuppressWarnings("try") // It is only held.
  synchronized int enter(Server server) throws IOException {
    try (HeldFile starting = holdStartLock()) {
      if (shared == null) {
        shared = share();
      }
      int port = server.ensureRunning();
      users++;
      return port;
    } finally {
      if (users == 0) {
        giveUp();
      }
    }
  }

  /** Leaves, and stops the server when nobody else uses it. */
  @SuppressWarnings("try") // It is only held.
  synchronized void leave(Server server) throws IOException {
    users--;
    if (users > 0) {
      return;
    }
    try (HeldFile stopping = holdStartLock()) {
      stopIfLast(server);
    } finally {
      giveUp();
    }
  }

  private void stopIfLast(Server server) throws IOException {
    try {
      if (shared != null && isLast(shared)) {
        server.stop();
      }
    } finally {
      // Before the start lock is free again, or the next to join would meet this file locked.
      giveUp();
    }
  }

  private HeldFile holdStartLock() throws IOException {
    return HeldFile.hold(home.startLock(), "starting or stopping PostgreSQL");
  }

  private FileLock share() throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.usersLock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    // Nobody holds it alone without the start lock, which is ours.
    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
    if (lock == null) {
      channel.close();
      throw new EmbeddedPostgresException(
          "A foreign program has locked %s: end it.".formatted(home.usersLock()));
    }
    return lock;
  }

  private static boolean isLast(FileLock shared) throws IOException {
    shared.release();
    return shared.acquiredBy() instanceof FileChannel channel && channel.tryLock() != null;
  }

  private void giveUp() throws IOException {
    if (shared != null) {
      shared.acquiredBy().close();
      shared = null;
    }
  }
}
