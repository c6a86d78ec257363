package dev.quartermaster.jobs.kind;

import java.util.function.Consumer;

/** Splits what is said into {@link Line}s; a line without an end needs no more memory than one. */
final class Lines {

  private final Consumer<String> to;
  private final StringBuilder line = new StringBuilder();
  private boolean afterReturn;

  Lines(Consumer<String> to) {
    this.to = to;
  }

  void add(char[] text, int length) {
    for (int i = 0; i < length; i++) {
      add(text[i]);
    }
  }

  /** A lone carriage return ends a line too: progress is shown so. */
  private void add(char c) {
    if (c == '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = c == '\r';
    if (c == '\n' || c == '\r') {
      flush();
    } else if (line.length() <= Line.LONGEST) {
      line.append(c);
    }
  }

  /** What is left is a line, if it has no end. */
  void end() {
    if (!line.isEmpty()) {
      flush();
    }
  }

  private void flush() {
    to.accept(Line.of(line));
    line.setLength(0);
  }
}
