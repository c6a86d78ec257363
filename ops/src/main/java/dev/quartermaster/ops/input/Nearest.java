package dev.quartermaster.ops.input;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The known name that a wrong one was most likely meant to be. */
final class Nearest {

  private static final int LONGEST = 100;

  private Nearest() {}

  /**
   * The end of a sentence about {@code wrong}: asks for the known name with the fewest letters to
   * change, case left aside; asks nothing when none is near.
   */
  static String mend(String wrong, Collection<String> known) {
    String start = wrong.substring(0, Math.min(wrong.length(), LONGEST)).toLowerCase(Locale.ROOT);
    return known.stream()
        .map(name -> new Near(name, changes(start, name.toLowerCase(Locale.ROOT))))
        .min(Comparator.comparingInt(Near::changes).thenComparing(Near::name))
        .filter(near -> near.changes() <= start.length() / 2)
        .map(near -> "; did you mean '" + near.name() + "'?")
        .orElse(".");
  }

  private record Near(String name, int changes) {}

  private static int changes(String from, String to) {
    return LevenshteinDistance.getDefaultInstance().apply(from, to);
  }
}
