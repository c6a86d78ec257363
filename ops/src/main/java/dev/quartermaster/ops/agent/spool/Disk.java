package dev.quartermaster.ops.agent.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The steps by which files change; each is on the medium when it returns. After a kill or a power
 * cut a write may have left a torn file; a move or a delete has happened or has not.
 */
public interface Disk {

  Disk REAL = new Disk() {};

  /** Writes a file, which nobody must be reading. */
  default void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Gives a file another name in the same file system, in place of what has it. */
  default void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(to.toAbsolutePath().getParent());
    force(from.toAbsolutePath().getParent());
  }

  /** Removes a file, if it is there. */
  default void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      force(file.toAbsolutePath().getParent());
    }
  }

  /** Writes a file anew in one step: after a kill it is the old one or the new. */
  default void replace(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    write(next, content);
    move(next, file);
  }

  private static void force(@Nullable Path directory) throws IOException {
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
