package dev.quartermaster.ops.config;

import java.util.Set;
import java.util.regex.Pattern;

/** Text as a YAML scalar on one line, plain where that is safe anywhere, also inside lists. */
final class Quoting {

  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}/][\\p{L}\\p{N}_./@+=-]*(:[\\p{L}\\p{N}_./@+=-]+)*");
  private static final Set<String> WORDS_FOR_NOTHING = Set.of("null", "Null", "NULL");

  private Quoting() {}

  static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !WORDS_FOR_NOTHING.contains(text)) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> quoted.append(escaped(c)));
    return quoted.append('"').toString();
  }

  private static String escaped(int codePoint) {
    return switch (codePoint) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      default ->
          isPrintable(codePoint) ? Character.toString(codePoint) : "\\U%08x".formatted(codePoint);
    };
  }

  /** Narrower than YAML's own rule: a reader sees every character that is there. */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
