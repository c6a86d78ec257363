package dev.quartermaster.quota.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A user's name: shown as it was registered, compared without regard to case.
 *
 * <p>Users who differed only by case once ended up on each other's servers, so equality is that of
 * {@link #key()}.
 */
public final class Username implements Comparable<Username> {

  /** Code points, not bytes. */
  public static final int LONGEST = 150;

  private static final Pattern ALLOWED =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]*");

  private final String shown;
  private final String key;

  private Username(String shown, String key) {
    this.shown = shown;
    this.key = key;
  }

  /**
   * Reads a name as a person typed it.
   *
   * @throws IllegalArgumentException says what is wrong with it, when it is empty, too long or has
   *     a character that names do not have
   */
  public static Username of(String text) {
    return isPlain(text) ? new Username(text, text) : checked(text);
  }

  /**
   * Whether it is the common form, which is its own key: a-z, digits, and . _ - after the first.
   */
  private static boolean isPlain(String text) {
    int length = text.length();
    boolean plain = length > 0 && length <= LONGEST;
    for (int i = 0; i < length && plain; i++) {
      char c = text.charAt(i);
      plain =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (i > 0 && (c == '-' || c == '_' || c == '.'));
    }
    return plain;
  }

  private static Username checked(String text) {
    String name = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    int length = name.codePointCount(0, name.length());
    if (length == 0) {
      throw new IllegalArgumentException("the user name is empty");
    }
    if (length > LONGEST) {
      throw new IllegalArgumentException(
          "the user name '%s…' has %d characters; a name has at most %d"
              .formatted(name.substring(0, name.offsetByCodePoints(0, 20)), length, LONGEST));
    }
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the user name '%s' has a character that names do not have: a letter or digit first, then letters, digits and . _ @ + -"
              .formatted(printable(name)));
    }
    return new Username(name, fold(name));
  }

  /** What names are compared and looked up by. */
  public String key() {
    return key;
  }

  private static String fold(String name) {
    // Upper first: so 'ß' and 'ẞ' and 'ss' fold alike, as full case folding does.
    String folded = name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  private static String printable(String name) {
    return name.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .reduce("", String::concat);
  }

  @Override
  public int compareTo(Username other) {
    return key.compareTo(other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Username that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return shown;
  }
}
