package dev.quartermaster.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be reached or does not let us in. The message is one line that says what to
 * do.
 */
public final class DatabaseUnavailable extends RuntimeException {

  public DatabaseUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static DatabaseUnavailable because(String place, String user, SQLException cause) {
    return new DatabaseUnavailable(explain(place, user, cause), cause);
  }

  private static String explain(String place, String user, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          "%s refuses user '%s': check database.user and database.password (or password-file)"
              .formatted(place, user);
      case "3D000" ->
          "%s does not exist: create the database, or mend database.url".formatted(place);
      case "53300" ->
          "%s has no connection left: lower database.pool-size or raise the server's max_connections"
              .formatted(place);
      case "57P03" -> "%s is starting up or shutting down: try again in a moment".formatted(place);
      default ->
          "cannot reach %s (%s): is it running, and is database.url right?"
              .formatted(place, firstLine(cause));
    };
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
