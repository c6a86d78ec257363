package dev.quartermaster.ops.audit;

import java.util.Locale;

/**
 * The newest entry of the trail at some time: who keeps it elsewhere can later prove that nothing
 * up to there was written anew.
 *
 * @param number 0 before the first entry
 * @param hash 64 hexadecimal digits
 */
public record Head(long number, String hash) {

  /**
   * As {@link #toString} writes it.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static Head parse(String text) {
    if (!text.matches("[1-9]\\d{0,17}:[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "'%s' is no number with its hash; write NUMBER:HASH as 'audit verify' showed it"
              .formatted(text));
    }
    int colon = text.indexOf(':');
    return new Head(
        Long.parseLong(text.substring(0, colon)),
        text.substring(colon + 1).toLowerCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return number + ":" + hash;
  }
}
