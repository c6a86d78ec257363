package dev.quartermaster.ops.http;

import dev.quartermaster.db.DatabaseUnavailable;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells a database that is away from a fault of ours. */
final class Outage {

  /** A URL's parameters may hold a password. */
  private static final Pattern PARAMETERS = Pattern.compile("\\?[^\\s,)]+");

  private static final String READ_ONLY = "25006";

  private Outage() {}

  /** Why the database does not answer, fit for everyone's eyes; empty when it is not that. */
  static Optional<String> reason(Throwable failure) {
    if (failure instanceof DatabaseUnavailable || failure instanceof SharedAnswer.NoAnswer) {
      String message = failure.getMessage() == null ? "" : failure.getMessage();
      return Optional.of(PARAMETERS.matcher(message).replaceAll(""));
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState())) {
        return Optional.of("the database takes no writes for now");
      }
      if (t instanceof SQLException sql && isOfTheConnection(sql.getSQLState())) {
        return Optional.of("the connection to the database broke; the next request tries again");
      }
    }
    return Optional.empty();
  }

  /** Class 08, connection exceptions, and 57P0x, the server is going away. */
  private static boolean isOfTheConnection(@Nullable String state) {
    return state != null && (state.startsWith("08") || state.startsWith("57P0"));
  }
}
