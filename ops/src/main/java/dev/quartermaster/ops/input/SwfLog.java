package dev.quartermaster.ops.input;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Logs of parallel machines in the <a
 * href="https://www.cs.huji.ac.il/labs/parallel/workload/swf.html">Standard Workload Format</a>: a
 * job a line, charged to {@code user-N} as a scheduled task when it ended.
 *
 * <p>A job is known by its log and its number, and a log by its header lines: the same log read
 * twice, packed anew or with other line ends, charges once; a log whose header was edited is
 * another log. Lines for the parts of a job that was interrupted bear the number of the line for
 * the whole job, which stands before them.
 */
public final class SwfLog {

  private static final String START = "unixstarttime:";

  private SwfLog() {}

  /**
   * Opens a log, packed or not.
   *
   * @throws InputProblem when it cannot be read, or its header does not tell when the log begins
   */
  public static LineReader<UsageLine> open(Path path) {
    return LineReader.open(path, SwfLog::header);
  }

  private static LineParser<UsageLine> header(InputFile file, ByteLines lines) {
    MessageDigest digest = sha256();
    Instant start = null;
    while (lines.next()) {
      if (lines.startsWith(';')) {
        lines.addTo(digest);
        start = start == null ? startIn(file, lines) : start;
      } else if (!lines.isBlank()) {
        lines.stepBack();
        break;
      }
    }
    if (start == null) {
      throw file.problem(
          "no UnixStartTime in the header; a line as '; UnixStartTime: 749458803' before the jobs"
              + " tells when the log begins, in seconds since 1970");
    }
    return new SwfJob(start, "swf-" + HexFormat.of().formatHex(digest.digest(), 0, 8));
  }

  /** The time in this header line; null when it tells something else. */
  private static @Nullable Instant startIn(InputFile file, ByteLines lines) {
    // Headers may be in any encoding: they name places and people.
    String line = lines.latin().substring(1).strip();
    if (!line.toLowerCase(Locale.ROOT).startsWith(START)) {
      return null;
    }
    String value = line.substring(START.length()).strip();
    try {
      Instant start = Instant.ofEpochSecond(Numbers.whole("UnixStartTime", value, 1L << 40));
      return Times.inRange("UnixStartTime", value, start);
    } catch (BadLine e) {
      throw file.problem(lines.number(), e.problem());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
