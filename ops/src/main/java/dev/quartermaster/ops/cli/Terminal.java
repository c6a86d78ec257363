package dev.quartermaster.ops.cli;

/**
 * Which of the standard streams are a terminal; the launcher looks, because Java cannot tell them
 * apart.
 */
final class Terminal {

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

  static boolean isError() {
    return is("stderr");
  }

  private static boolean is(String stream) {
    return System.getProperty("quartermaster.terminal", "").contains(stream);
  }
}
