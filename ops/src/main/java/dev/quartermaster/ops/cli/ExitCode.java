package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.db.embedded.EmbeddedPostgresException;
import dev.quartermaster.db.migration.SchemaMismatch;
import dev.quartermaster.jobs.node.ClocksApart;
import dev.quartermaster.jobs.node.Membership.NameTaken;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.http.CannotListen;
import dev.quartermaster.ops.input.InputProblem;
import dev.quartermaster.ops.node.DataDirectoryUnusable;
import dev.quartermaster.ops.node.Refused;

/** What the exit codes mean: scripts rely on them. */
public final class ExitCode {

  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int BAD_INPUT = 2;
  public static final int REFUSED = 3;
  public static final int NO_DATABASE = 4;

  private ExitCode() {}

  /** The code for a failure. */
  public static int of(Throwable failure) {
    if (failure instanceof InvalidConfiguration
        || failure instanceof InputProblem
        || failure instanceof BadInput
        || failure instanceof IllegalArgumentException) {
      return BAD_INPUT;
    } else if (failure instanceof Refused
        || failure instanceof SchemaMismatch
        || failure instanceof NameTaken) {
      return REFUSED;
    } else if (failure instanceof DatabaseUnavailable
        || failure instanceof EmbeddedPostgresException
        || failure instanceof DataDirectoryUnusable
        || failure instanceof NoDatabase
        || BrokenConnection.of(failure).isPresent()) {
      return NO_DATABASE;
    }
    return FAILED;
  }

  /**
   * Whether the message alone tells a person what to do, so that a stack trace would only hide it.
   */
  static boolean isPlain(Throwable failure) {
    return failure instanceof DatabaseUnavailable
        || failure instanceof CannotListen
        || failure instanceof ClocksApart
        || failure instanceof Failed
        || (of(failure) != FAILED && BrokenConnection.of(failure).isEmpty());
  }

  /** There is no database where one was looked for. */
  public static final class NoDatabase extends RuntimeException {
    public NoDatabase(String message) {
      super(message);
    }
  }

  /** Something did not work out, for a reason that the message tells. */
  public static final class Failed extends RuntimeException {
    public Failed(String message) {
      super(message);
    }
  }
}
