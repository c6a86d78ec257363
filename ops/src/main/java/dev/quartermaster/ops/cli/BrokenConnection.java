package dev.quartermaster.ops.cli;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database went away in the middle of a command, or takes no changes. */
final class BrokenConnection {

  private static final String READ_ONLY = "25006";

  private BrokenConnection() {}

  /** What to tell, when that is the reason of a failure. */
  static Optional<String> of(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState())) {
        return Optional.of(
            "the database can only be read: it is a standby, or set to read-only; name the primary in database.url, or wait for it");
      } else if (cause instanceof SQLException sql && isBroken(sql)) {
        return Optional.of(
            "the database went away (%s): when it is back, run the command again, it goes on where it was"
                .formatted(firstLine(sql)));
      }
    }
    return Optional.empty();
  }

  /** Class 08 is a connection's failure; 57P01 to 57P03 are a server's that stops or starts. */
  private static boolean isBroken(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }

  private static String firstLine(SQLException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getSQLState() : message.lines().findFirst().orElse("");
  }
}
