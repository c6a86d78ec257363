package dev.quartermaster.ops.input;

import java.math.BigDecimal;

/**
 * Numbers as people and programs write them: digits, and where it makes sense a point. No
 * exponents, no signs.
 */
final class Numbers {

  /** Digits that always fit a long. */
  private static final int SAFE_DIGITS = 18;

  /** More characters than any sensible number has. */
  private static final int LONGEST = 40;

  private Numbers() {}

  /**
   * A whole number from 0 to {@code most}.
   *
   * @param what the column's name, for the error
   */
  static long whole(String what, String text, long most) {
    long value = 0;
    int length = text.length();
    boolean digits = length > 0 && length <= SAFE_DIGITS;
    for (int i = 0; i < length && digits; i++) {
      int digit = text.charAt(i) - '0';
      digits = digit >= 0 && digit <= 9;
      value = value * 10 + digit;
    }
    if (!digits) {
      return rareWhole(what, text, most);
    }
    if (value > most) {
      throw tooMuch(what, text, String.valueOf(most));
    }
    return value;
  }

  /** A number with leading zeros or beyond what fits, or none at all. */
  private static long rareWhole(String what, String text, long most) {
    requireShape(what, text, "a whole number: digits only", 0);
    BigDecimal value = new BigDecimal(text);
    if (value.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw tooMuch(what, text, String.valueOf(most));
    }
    return value.longValueExact();
  }

  /**
   * Seconds from 0 to {@code most}.
   *
   * @param decimals at most so many after the point
   */
  static BigDecimal seconds(String what, String text, BigDecimal most, int decimals) {
    requireShape(
        what,
        text,
        "a number of seconds: digits, with at most " + decimals + " after a point",
        decimals);
    BigDecimal value = new BigDecimal(text);
    if (value.compareTo(most) > 0) {
      throw tooMuch(what, text, most.toPlainString());
    }
    return value;
  }

  private static void requireShape(String what, String text, String wanted, int decimals) {
    if (text.isEmpty()) {
      throw new BadLine(what + " is empty; it is " + wanted);
    }
    if (text.charAt(0) == '-' && isDecimal(text.substring(1), LONGEST)) {
      throw new BadLine(what + " is " + Shown.quoted(text) + "; it is 0 or more");
    }
    if (!isDecimal(text, decimals)) {
      throw new BadLine(what + " " + Shown.quoted(text) + " is not " + wanted);
    }
    if (text.length() > LONGEST) {
      throw new BadLine(what + " has " + text.length() + " characters; is it a number?");
    }
  }

  /** Digits, and if any decimals are allowed perhaps a point between them. */
  private static boolean isDecimal(String text, int decimals) {
    int point = text.indexOf('.');
    int whole = point < 0 ? text.length() : point;
    int fraction = point < 0 ? 0 : text.length() - point - 1;
    return whole > 0
        && (point < 0 || fraction > 0)
        && fraction <= decimals
        && isDigits(text, 0, whole)
        && isDigits(text, whole + 1, text.length());
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static BadLine tooMuch(String what, String text, String most) {
    return new BadLine(what + " is " + Shown.quoted(text) + "; it is at most " + most);
  }
}
