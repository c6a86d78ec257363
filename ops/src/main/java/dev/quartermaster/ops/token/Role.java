package dev.quartermaster.ops.token;

import java.util.Locale;

/** What a token is for. */
public enum Role {
  /** Reads; one that was made for a user reads that user's use and nothing else. */
  READER,

  /** Reports usage, as the one reporter that it was made for. */
  REPORTER,

  /** Reads everything, and changes. */
  ADMIN;

  /** As it is stored and typed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }

  static Role of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
