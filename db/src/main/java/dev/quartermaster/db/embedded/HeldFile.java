package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A file locked against every other process until it is closed, or until this process dies. Threads
 * of this process must keep each other out themselves.
 */
final class HeldFile implements AutoCloseable {

  /** Longer than any holder takes: a first initialisation, a start and a long recovery together. */
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final FileChannel channel;

  private HeldFile(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until no other process holds the file; {@code purpose} completes "Another process is".
   */
  static HeldFile hold(Path file, String purpose) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<FileLock> lock = Optional.empty();
    try {
      lock =
          Poll.until(Optional::isPresent, PATIENCE, () -> Optional.ofNullable(channel.tryLock()));
    } finally {
      if (lock.isEmpty()) {
        channel.close();
      }
    }
    if (lock.isEmpty()) {
      throw new EmbeddedPostgresException(
          "Another process is %s and has held %s for %d minutes: see what it waits for, or end it."
              .formatted(purpose, file, PATIENCE.toMinutes()));
    }
    return new HeldFile(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
