package dev.quartermaster.jobs.batch;

import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;

/** Tells what failed for want of luck from what will fail again. */
final class Faults {

  private static final String TOO_LONG = "57014";

  private Faults() {}

  /**
   * Whether the next try may well succeed: the connection, a deadlock, a lock that was held too
   * long, a server that stops or is out of something. A statement that took too long may be cut too
   * large: splitting helps.
   */
  static boolean isPassing(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        return state.startsWith("08")
            // The session was idle for too long: this process was frozen.
            || state.equals("25P03")
            || state.equals("25P04")
            || state.startsWith("40")
            || state.startsWith("53")
            || state.startsWith("55")
            || (state.startsWith("57") && !state.equals(TOO_LONG))
            || state.startsWith("58");
      }
    }
    return false;
  }

  /** What a person should read of it. */
  static String words(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null && !(cause instanceof SQLException)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.replace('\0', '?');
  }
}
