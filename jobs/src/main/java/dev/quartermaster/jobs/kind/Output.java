package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.RunLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a program says: read at once, so that it never waits for a reader, and kept line by line.
 */
final class Output implements AutoCloseable {

  private final RunLog log;
  private final Thread reader;
  private volatile String last = "";
  private volatile boolean closed;

  /**
   * Begins to read.
   *
   * @param from its output and its errors, in one
   */
  Output(InputStream from, RunLog log) {
    this.log = log;
    this.reader = new Thread(() -> read(from), "output");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(InputStream from) {
    Lines lines = new Lines(this::keep);
    char[] chars = new char[8192];
    try (Reader text = new InputStreamReader(from, StandardCharsets.UTF_8)) {
      for (int count = text.read(chars); count >= 0; count = text.read(chars)) {
        lines.add(chars, count);
      }
    } catch (IOException e) {
      keep("(the rest of its output could not be read: %s)".formatted(e.getMessage()));
    }
    lines.end();
  }

  private void keep(String line) {
    if (closed) {
      return;
    }
    if (!line.isBlank()) {
      last = line;
    }
    log.line(line);
  }

  /** Whether all of it was read in time: a program may leave somebody behind who still speaks. */
  boolean ended(Duration patience) throws InterruptedException {
    reader.join(patience.toMillis());
    return !reader.isAlive();
  }

  /** The last line that is not blank; empty when there was none. */
  String last() {
    return last;
  }

  /** What is said from now on is read and not kept. */
  @Override
  public void close() {
    closed = true;
  }
}
