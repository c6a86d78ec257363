package dev.quartermaster.ops.bulk;

import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.ops.node.Refused;
import dev.quartermaster.quota.bulk.Overtaken;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a batch: what passes by itself, and what to tell of the rest. */
final class Faults {

  private static final String DEADLOCK = "40P01";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY = "25006";

  /** The server ended a session that stood still in the middle of a batch: we were stopped. */
  private static final List<String> STOOD_STILL = List.of("25P03", "25P04");

  private Faults() {}

  /**
   * A lock that somebody else holds, somebody who came first, or a connection that broke. Whether
   * the batch was committed does not matter: what it did is marked in its own transaction.
   */
  static boolean passes(Throwable failure) {
    String state = state(failure);
    return state.equals(DEADLOCK)
        || state.equals(LOCK_NOT_AVAILABLE)
        || state.startsWith("08")
        || state.startsWith("57P0")
        || STOOD_STILL.contains(state)
        || failure instanceof Overtaken
        || (failure instanceof DatabaseUnavailable && !state.equals(READ_ONLY));
  }

  /** The same failure as a person should read it. */
  static RuntimeException told(RuntimeException failure, String place) {
    String state = state(failure);
    if (state.equals(READ_ONLY)) {
      return new DatabaseUnavailable(
          "%s can only be read: it is a standby, or set to read-only; name the primary in database.url"
              .formatted(place),
          failure);
    } else if (state.equals(LOCK_NOT_AVAILABLE)) {
      return new Refused(
          "somebody else has held some of the accounts locked for a minute: look for long transactions in pg_stat_activity, then run the command again, it goes on with the rest");
    }
    return failure;
  }

  private static String state(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
