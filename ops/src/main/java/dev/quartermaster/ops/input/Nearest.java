package dev.quartermaster.ops.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that a wrong one was most likely meant to be. */
final class Nearest {

  private Nearest() {}

  /** By the fewest letters to change, case left aside. */
  static String to(String wrong, Collection<String> known) {
    String start = wrong.substring(0, Math.min(wrong.length(), 100)).toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.<String>comparingInt(name -> changes(start, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static int changes(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[to.length()];
  }
}
