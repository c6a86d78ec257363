package dev.quartermaster.ops.api;

import dev.quartermaster.quota.account.Username;
import java.util.Optional;

/** User names as they stand in addresses. */
final class Names {

  private static final int LONGEST_SHOWN = 40;

  private Names() {}

  /** Empty when nobody can have such a name. */
  static Optional<Username> user(String text) {
    try {
      return Optional.of(Username.of(text));
    } catch (IllegalArgumentException e) {
      // What is wrong with it does not matter: nobody has it.
      return Optional.empty();
    }
  }

  /** Says that nobody has it. */
  static String unknown(String text) {
    return text.length() > LONGEST_SHOWN
        ? "There is no user '%s…'."
            .formatted(text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN / 2)))
        : "There is no user '%s'.".formatted(text);
  }
}
