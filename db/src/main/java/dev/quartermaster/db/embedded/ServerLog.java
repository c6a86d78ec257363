package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The file that the server and its tools write to; nothing of them goes to our own streams, whose
 * reader would wait for ever for their end.
 */
record ServerLog(Path file) {

  /** 16 MiB: months of checkpoints; a longer log becomes {@code server.log.1} at the next start. */
  private static final long LONG = 16L << 20;

  private static final Pattern ERROR =
      Pattern.compile(
          "error|FATAL|PANIC|HINT|DETAIL|unrecognized|invalid|could not|cannot|failed|denied");

  private static final int QUOTED = 4;

  /** No more than this, in bytes, is read back. */
  private static final int READ_BACK = 8192;

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

  /** What was written since the log had this size, or the end of it. */
  String since(long size) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long end = log.length();
      long from = Math.min(end, Math.max(size, end - READ_BACK));
      byte[] bytes = new byte[(int) (end - from)];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "the log cannot be read: " + e;
    }
  }

  /** The last lines of a piece of log that speak of an error, or just the last, in one line. */
  static String quote(String said) {
    List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
    List<String> errors = lines.stream().filter(line -> ERROR.matcher(line).find()).toList();
    List<String> telling = errors.isEmpty() ? lines : errors;
    return String.join(
        " | ", telling.subList(Math.max(0, telling.size() - QUOTED), telling.size()));
  }
}
