package dev.quartermaster.ops.input;

/** Foreign text made fit for a terminal: on one line, without control sequences, and short. */
final class Shown {

  private static final int LONGEST_QUOTE = 40;

  private Shown() {}

  /** In quotes, cut after 40 characters. */
  static String quoted(String text) {
    int length = Math.min(text.length(), 2 * LONGEST_QUOTE);
    boolean cut = text.codePointCount(0, length) > LONGEST_QUOTE;
    String start = cut ? text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) : text;
    return "'" + plain(start) + (cut ? "…'" : "'");
  }

  /** Whatever does not show as itself stands as its number. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (showsAsItself(c)) {
                plain.appendCodePoint(c);
              } else {
                plain.append("\\u%04x".formatted(c));
              }
            });
    return plain.toString();
  }

  private static boolean showsAsItself(int codePoint) {
    return switch (Character.getType(codePoint)) {
      // Format characters turn the writing direction, or show as nothing.
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
