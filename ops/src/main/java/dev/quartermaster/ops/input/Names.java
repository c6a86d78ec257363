package dev.quartermaster.ops.input;

import dev.quartermaster.quota.account.Username;
import org.jspecify.annotations.Nullable;

/**
 * Names in files. Those of users are costly to check and come again and again, so some are
 * remembered.
 */
final class Names {

  /**
   * A few users make most of the lines; whoever falls out of these places is only checked again.
   */
  private static final int PLACES = 1 << 12;

  /** Longer texts are not remembered, so that the places stay small whatever the file holds. */
  private static final int LONGEST_REMEMBERED = 200;

  private static final int LONGEST_SLUG = 40;
  private static final int LONGEST_REPORTER = 100;

  private final @Nullable String[] texts = new @Nullable String[PLACES];
  private final @Nullable Username[] users = new @Nullable Username[PLACES];

  Username user(String text) {
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    Username known = users[place];
    if (known != null && text.equals(texts[place])) {
      return known;
    }
    Username user = checkedUser(text);
    if (text.length() <= LONGEST_REMEMBERED) {
      texts[place] = text;
      users[place] = user;
    }
    return user;
  }

  /** One that is not remembered; for who reads on many threads. */
  static Username checkedUser(String text) {
    try {
      return Username.of(text);
    } catch (IllegalArgumentException e) {
      throw new BadLine(Shown.plain(String.valueOf(e.getMessage())));
    }
  }

  /** The name of a plan or of a source of usage. */
  static String slug(String what, String text) {
    boolean allowed = !text.isEmpty() && text.length() <= LONGEST_SLUG;
    for (int i = 0; i < text.length() && allowed; i++) {
      char c = text.charAt(i);
      allowed = isLowerOrDigit(c) || c == '-';
    }
    if (!allowed) {
      throw wrong(
          what, text, "lower-case letters a-z, digits and hyphens, at most " + LONGEST_SLUG);
    }
    return text;
  }

  /** The name of what measured usage: a host, or a log. */
  static String reporter(String text) {
    boolean allowed = !text.isEmpty() && text.length() <= LONGEST_REPORTER;
    for (int i = 0; i < text.length() && allowed; i++) {
      char c = text.charAt(i);
      allowed = isLowerOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
    }
    if (!allowed) {
      throw wrong(
          "reporter", text, "letters A-Z and a-z, digits and . _ -, at most " + LONGEST_REPORTER);
    }
    return text;
  }

  private static boolean isLowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static BadLine wrong(String what, String text, String wanted) {
    String found = text.isEmpty() ? " is empty" : " is " + Shown.quoted(text);
    return new BadLine(what + found + "; it is made of " + wanted);
  }
}
