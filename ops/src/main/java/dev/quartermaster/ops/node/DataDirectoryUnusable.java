package dev.quartermaster.ops.node;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A data directory that cannot be written. The message is one line that says what to do. */
public final class DataDirectoryUnusable extends RuntimeException {

  DataDirectoryUnusable(Path directory, IOException cause) {
    super(
        "the data directory %s cannot be written (%s): name another with --data-dir, or give it to the user %s"
            .formatted(directory, reason(cause), System.getProperty("user.name")),
        cause);
  }

  private static String reason(IOException cause) {
    return cause instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : cause.getClass().getSimpleName();
  }
}
