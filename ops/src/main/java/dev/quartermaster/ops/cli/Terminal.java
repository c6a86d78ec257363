package dev.quartermaster.ops.cli;

import org.apache.commons.text.WordUtils;

/**
 * Which of the standard streams are a terminal; the launcher looks, because Java cannot tell them
 * apart.
 */
final class Terminal {

  private static final int USUAL = 80;

  /** Below, nothing fits; above, a line is too long to read. */
  private static final int NARROWEST = 80;

  private static final int WIDEST = 132;

  /** Of any terminal in use. */
  private static final int LOWEST = 24;

  private Terminal() {}

  static boolean isInput() {
    return is("stdin");
  }

  /** Whether standard output can show drawings made of characters. */
  static boolean draws() {
    return is("stdout") && !isDumb();
  }

  /** Whether nothing is to be drawn, whatever the output is. */
  static boolean isDumb() {
    return "dumb".equals(System.getenv("TERM"));
  }

  /** Whether it shows colours, and nobody asked for none (no-color.org). */
  static boolean colours() {
    String none = System.getenv("NO_COLOR");
    return draws() && (none == null || none.isEmpty());
  }

  /** On a terminal broken into its lines, those after the first indented; one line elsewhere. */
  static String fitted(String line) {
    return is("stdout") ? WordUtils.wrap(line, columns() - 2, "\n  ", false) : line;
  }

  /** How wide standard output is; 80 where that is nobody's choice. */
  static int columns() {
    return Math.max(
        NARROWEST, Math.min(WIDEST, Integer.getInteger("quartermaster.columns", USUAL)));
  }

  /** How many lines standard output shows at once. */
  static int rows() {
    return Math.max(LOWEST, Integer.getInteger("quartermaster.rows", LOWEST));
  }

  static boolean isError() {
    return is("stderr");
  }

  private static boolean is(String stream) {
    return System.getProperty("quartermaster.terminal", "").contains(stream);
  }
}
