package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The file that the server and its tools write to; nothing of them goes to our own streams, whose
 * reader would wait for ever for their end.
 */
record ServerLog(Path file) {

  /** 16 MiB: months of checkpoints; a longer log becomes {@code server.log.1} at the next start. */
  private static final long LONG = 16L << 20;

  private static final int QUOTED_LINES = 4;

  /** No more than this is read back to be quoted. */
  private static final int QUOTED_BYTES = 8192;

  void rotate() throws IOException {
    if (size() > LONG) {
      Path previous = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  long size() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines written since the log had this size, in one line. */
  String since(long size) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(size, log.length() - QUOTED_BYTES));
      byte[] bytes = new byte[(int) Math.max(0, log.length() - log.getFilePointer())];
      log.readFully(bytes);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }
}
