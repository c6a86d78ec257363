package dev.quartermaster.ops.cli;

/** Text in lines that fit a terminal. */
final class Wrapped {

  static final int WIDTH = 80;

  private Wrapped() {}

  /** Broken at blanks; a word that is longer by itself stays whole. */
  static String of(String text) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      int length = word.codePointCount(0, word.length());
      if (column > 0) {
        boolean fits = column + 1 + length <= WIDTH;
        lines.append(fits ? " " : System.lineSeparator());
        column = fits ? column + 1 : 0;
      }
      lines.append(word);
      column += length;
    }
    return lines.toString();
  }
}
