package dev.quartermaster.ops.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known word that a person most likely meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * {@code ; did you mean 'x'?}, or a weaker word when nothing is like it; empty without
   * candidates.
   */
  public static String mend(String word, Collection<String> known) {
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
    return LevenshteinDistance.getDefaultInstance().apply(a, b);
  }
}
