package dev.quartermaster.ops.bench;

import ch.qos.logback.classic.LoggerContext;
import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.db.embedded.EmbeddedPostgresException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of {@code ops/bench}. A new bench is a command class and a line here. */
@Command(
    name = "bench",
    description = "Measures Quartermaster on this machine, on a scratch PostgreSQL of its own.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SettleCommand.class,
      ChargeCommand.class,
      SchedulesCommand.class,
      AdminCommand.class
    })
public final class Bench {

  private static volatile boolean interrupted;

  private Bench() {}

  /** Exits with 0 when done, 1 when failed or not verified, 2 when called wrongly. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, also for tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Bench()).setExecutionExceptionHandler(Bench::failed);
  }

  /**
   * Call before a server is taken away under its users: what they say from now on tells nothing.
   */
  static void interrupt() {
    interrupted = true;
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
      log.stop();
    }
  }

  /** What a person can mend is said in one line; anything else is a bug and shows where it is. */
  private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (interrupted) {
      return command.getCommandSpec().exitCodeOnExecutionException();
    }
    if (failure instanceof NotVerified
        || failure instanceof EmbeddedPostgresException
        || failure instanceof DatabaseUnavailable) {
      command.getErr().println(failure.getMessage());
      return command.getCommandSpec().exitCodeOnExecutionException();
    }
    throw failure;
  }
}
