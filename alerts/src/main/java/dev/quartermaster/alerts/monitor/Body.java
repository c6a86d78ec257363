package dev.quartermaster.alerts.monitor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a job sent with its check-in: any bytes, the first {@link #LIMIT} of them. */
public final class Body {

  /** What is kept, in bytes. */
  public static final int LIMIT = 10_000;

  public static final Body NONE = new Body(new byte[0]);

  private static final int LONGEST_LINE = 200;

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Keeps as much of it as is kept. */
  public static Body of(byte[] bytes) {
    return new Body(Arrays.copyOf(bytes, Math.min(bytes.length, LIMIT)));
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes are kept. */
  public int length() {
    return bytes.length;
  }

  /** As people read it; what is no text is replaced. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The last line that says something, cut, without control characters; empty when none does. */
  public String lastLine() {
    return text()
        .lines()
        .map(line -> line.replaceAll("[\\p{Cc}\\s]+", " ").strip())
        .filter(line -> !line.isEmpty())
        .reduce((earlier, later) -> later)
        .map(Body::cut)
        .orElse("");
  }

  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= LONGEST_LINE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE - 1)) + "…";
  }
}
