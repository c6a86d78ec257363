package dev.quartermaster.alerts.channel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes what others say fit to be told: one line, not long, without what must not be told. */
final class Words {

  static final String HIDDEN = "***";

  /** Shorter ones would take common words out of the text. */
  private static final int LEAST_HIDDEN = 5;

  private static final int SHOWN = 300;

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{C}]+");
  private static final String CUT = "…";

  private final List<Pattern> hidden;

  private Words(List<Pattern> hidden) {
    this.hidden = hidden;
  }

  /** Words that hide these, in upper or lower case; the longest first, so that no rest is left. */
  static Words without(Collection<String> secrets) {
    return new Words(
        secrets.stream()
            .filter(secret -> secret.length() >= LEAST_HIDDEN)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(secret -> Pattern.compile(secret, Pattern.LITERAL | Pattern.CASE_INSENSITIVE))
            .toList());
  }

  /** What they said; empty when that was nothing. */
  String of(String said) {
    return cut(line(hide(said)), SHOWN);
  }

  /** After a colon; empty when they said nothing. */
  String after(String said) {
    String words = of(said);
    return words.isEmpty() ? "" : ": " + words;
  }

  /** The end of it, where programs say why they failed. */
  String endOf(String said, int most) {
    String line = line(hide(said));
    return line.length() <= most ? line : CUT + line.substring(line.length() - most + CUT.length());
  }

  private String hide(String said) {
    String text = said;
    for (Pattern secret : hidden) {
      text = secret.matcher(text).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }
    return text;
  }

  /** In one line, which neither a terminal obeys nor a mail header ends by. */
  static String line(String text) {
    return BLANKS.matcher(text).replaceAll(" ").strip();
  }

  /** At most so many characters; what was cut ends with a mark. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return whole(text, most - CUT.length()) + CUT;
  }

  /** Half a character beyond the basic plane is none. */
  private static String whole(String text, int most) {
    boolean half = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, half ? most - 1 : most);
  }
}
