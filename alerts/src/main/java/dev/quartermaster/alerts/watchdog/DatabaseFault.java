package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.db.DatabaseUnavailable;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** What a failed look says of the database. */
enum DatabaseFault {
  UNREACHABLE("DatabaseUnreachable"),
  READ_ONLY("DatabaseReadOnly");

  private static final String READ_ONLY_STATE = "25006";

  private final String condition;

  DatabaseFault(String condition) {
    this.condition = condition;
  }

  /** Empty when the fault is not the database's. */
  static Optional<DatabaseFault> of(Throwable why) {
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException || cause instanceof DatabaseUnavailable) {
        return Optional.of(UNREACHABLE);
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return ofState(sql.getSQLState());
      }
    }
    return Optional.empty();
  }

  /** Connections, a server that stops, is out of something, or fails by itself. */
  private static Optional<DatabaseFault> ofState(String state) {
    if (state.equals(READ_ONLY_STATE)) {
      return Optional.of(READ_ONLY);
    }
    boolean gone =
        state.startsWith("08")
            || state.startsWith("28")
            || state.startsWith("53")
            || state.startsWith("57P")
            || state.startsWith("58")
            || state.startsWith("XX");
    return gone ? Optional.of(UNREACHABLE) : Optional.empty();
  }

  Cause cause() {
    return new Cause(condition, "database");
  }

  /** In words of the server, or of the one who could not reach it. */
  static String words(Throwable why) {
    Throwable cause = why;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
