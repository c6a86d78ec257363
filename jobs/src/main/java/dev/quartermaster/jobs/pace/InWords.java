package dev.quartermaster.jobs.pace;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person reads them. */
final class InWords {

  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;

  private InWords() {}

  /** {@code 12,400}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /**
   * {@code 4 ms}, {@code 0.18 s}, {@code 2.4 s}, {@code 12 s}, {@code 3 min}, {@code 26 h}, {@code
   * 3 days}.
   */
  static String time(Duration time) {
    double seconds = time.toNanos() / 1e9;
    if (seconds > 0 && seconds < 0.01) {
      return figure(seconds * 1_000) + " ms";
    } else if (seconds < 9.95) {
      return small(seconds) + " s";
    } else if (seconds < 90) {
      return Math.round(seconds) + " s";
    } else if (seconds < 90 * MINUTE) {
      return Math.round(seconds / MINUTE) + " min";
    } else if (seconds < 48 * HOUR) {
      return Math.round(seconds / HOUR) + " h";
    }
    return Math.round(seconds / HOUR / 24) + " days";
  }

  /** {@code 22 µs}, {@code 1.4 ms}, {@code 0.2 s}: for what a single item takes. */
  static String shortTime(Duration time) {
    double micros = time.toNanos() / 1e3;
    if (micros < 1_000) {
      return figure(micros) + " µs";
    }
    return micros < 100_000 ? figure(micros / 1_000) + " ms" : time(time);
  }

  /** {@code 1,200/s}, {@code 12/min}, {@code 3/h}. */
  static String rate(double perSecond) {
    if (perSecond == 0 || perSecond >= 1) {
      return figure(perSecond) + "/s";
    }
    return perSecond >= 1 / MINUTE
        ? figure(perSecond * MINUTE) + "/min"
        : figure(perSecond * HOUR) + "/h";
  }

  /** {@code 512 MB}. */
  static String bytes(long bytes) {
    return bytes < 10L << 30 ? count(bytes >> 20) + " MB" : count(bytes >> 30) + " GB";
  }

  /** {@code 0.7}, {@code 2.4}, {@code 12}, {@code 1,200}. */
  static String figure(double value) {
    return value < 9.95 ? small(value) : count(Math.round(value));
  }

  /** Two figures at most, and no zeros behind. */
  private static String small(double value) {
    String text = String.format(Locale.ROOT, value < 0.995 ? "%.2f" : "%.1f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
