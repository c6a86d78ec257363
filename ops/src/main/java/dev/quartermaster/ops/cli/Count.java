package dev.quartermaster.ops.cli;

import java.util.Locale;

/** A number of things in words. */
final class Count {

  private Count() {}

  /** {@code 1 record}, {@code 12,000 records}. */
  static String of(long number, String one) {
    return of(number, one, one + "s");
  }

  /** {@code 1 entry}, {@code 12,000 entries}. */
  static String of(long number, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
  }
}
