package dev.quartermaster.ops.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one {@code up} at a time have a data directory, and tells a second one where the first is.
 */
public final class OnlyUp implements AutoCloseable {

  private final FileChannel file;

  private OnlyUp(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the directory for this process; the lock goes with it, however it ends.
   *
   * @throws Refused says where the one is that has it
   * @throws DataDirectoryUnusable when it cannot be written
   */
  public static OnlyUp take(Path directory) {
    Path path = directory.resolve("up.lock");
    try {
      Files.createDirectories(directory);
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (file.tryLock() == null) {
        file.close();
        throw new Refused(
            "Quartermaster is up on the data directory %s already: %s"
                .formatted(directory, Files.readString(path).strip()));
      }
      file.truncate(0);
      return new OnlyUp(file);
    } catch (IOException e) {
      throw new DataDirectoryUnusable(directory, e);
    }
  }

  /** Says where this one is. */
  public void tell(URI address) {
    String line = "%s (process %d)%n".formatted(address, ProcessHandle.current().pid());
    try {
      file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write up.lock: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
