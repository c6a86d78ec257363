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

  static boolean isError() {
    return is("stderr");
  }

  private static boolean is(String stream) {
    return System.getProperty("quartermaster.terminal", "").contains(stream);
  }
}
