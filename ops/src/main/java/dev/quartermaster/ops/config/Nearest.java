package dev.quartermaster.ops.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a person most likely meant. */
final class Nearest {

  private Nearest() {}

  /**
   * {@code ; did you mean 'x'?}, or a weaker word when nothing is like it; empty without
   * candidates.
   */
  static String mend(String word, Collection<String> known) {
    return of(word, known)
        .map(
            near ->
                isClose(word, near)
                    ? "; did you mean '" + near + "'?"
                    : "; the nearest known one is '" + near + "'")
        .orElse("");
  }

  /** Ties go to the shorter one, then to the alphabet, so that messages do not change by chance. */
  static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()));
  }

  static boolean isClose(String word, String candidate) {
    return distance(word, candidate) <= Math.max(2, last(candidate).length() / 3);
  }

  /** Letters to change, add or drop; a key in another section costs one more than its last part. */
  private static int distance(String word, String candidate) {
    String a = folded(word);
    String b = folded(candidate);
    return Math.min(levenshtein(a, b), levenshtein(last(a), last(b)) + 1);
  }

  private static String folded(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static int levenshtein(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int swap = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(swap, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
