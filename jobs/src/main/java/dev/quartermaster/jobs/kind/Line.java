package dev.quartermaster.jobs.kind;

import java.util.regex.Pattern;

/** What others' programs say, made fit to be kept and to be read on a terminal. */
final class Line {

  /** Characters; more of one line tells a reader nothing. */
  static final int LONGEST = 4_000;

  /** Colours and cursor movements of a terminal. */
  private static final Pattern ESCAPES = Pattern.compile("\u001B\\[[0-?]*[ -/]*[@-~]");

  /** Those left, NUL among them; a database refuses it, and a terminal may obey the others. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\t]]");

  private static final String HARMLESS = "\uFFFD";

  private Line() {}

  static String of(CharSequence text) {
    String plain = ESCAPES.matcher(text).replaceAll("");
    return CONTROLS.matcher(cut(plain)).replaceAll(HARMLESS);
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    // Half a character beyond the basic plane is none.
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }
}
