package dev.quartermaster.ops.token;

import dev.quartermaster.quota.account.Username;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is on record: all but its secret, which only its owner has.
 *
 * @param lastUsedAt by the database's clock, to the minute
 */
public record Token(
    String id,
    Rights rights,
    Made made,
    Optional<Instant> lastUsedAt,
    Optional<Instant> revokedAt) {

  /**
   * What it allows.
   *
   * @param user the one user that a reader may read; empty for all
   * @param reporter the name that a reporter reports as; present for reporters only
   */
  public record Rights(Role role, Optional<Username> user, Optional<String> reporter) {

    private static final Pattern REPORTER = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Checks that the parts fit each other.
     *
     * @throws IllegalArgumentException says which do not, and the mend
     */
    public Rights {
      if (user.isPresent() && role != Role.READER) {
        throw new IllegalArgumentException(
            "--user goes with --role reader only: a token of role %s is nobody's own"
                .formatted(role.word()));
      }
      if (reporter.isPresent() && role != Role.REPORTER) {
        throw new IllegalArgumentException("--reporter goes with --role reporter only");
      }
      if (reporter.isEmpty() && role == Role.REPORTER) {
        throw new IllegalArgumentException(
            "a token of role reporter needs --reporter NAME: the one name that it reports as, such as the host's");
      }
      if (reporter.isPresent() && !REPORTER.matcher(reporter.get()).matches()) {
        throw new IllegalArgumentException(
            "--reporter '%s' is made of letters A-Z and a-z, digits and . _ -, 1 to 100 of them"
                .formatted(reporter.get()));
      }
    }

    /** Of a reader of everyone, or an admin. */
    public static Rights of(Role role) {
      return new Rights(role, Optional.empty(), Optional.empty());
    }

    public static Rights readerOf(Username user) {
      return new Rights(Role.READER, Optional.of(user), Optional.empty());
    }

    public static Rights reporting(String reporter) {
      return new Rights(Role.REPORTER, Optional.empty(), Optional.of(reporter));
    }
  }

  /** Who made it, when and why. */
  public record Made(Instant at, String by, @Nullable String reason) {}
}
