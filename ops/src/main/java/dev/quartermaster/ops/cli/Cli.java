package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.node.Version;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole; a new command is a class here and a line in this list. */
@Command(
    name = "quartermaster",
    description =
        "A housekeeping job runner that cannot stop firing unnoticed, and the CPU quota it resets.",
    footer = {
      "  quartermaster up --demo",
      "  quartermaster status",
      "  quartermaster reset ada --reason \"ticket 4711\"",
      "  quartermaster schedules history --help"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Cli.Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:bad usage or input",
      "3:refused: needs --yes, a lock is held, not allowed",
      "4:cannot reach the database"
    },
    subcommands = {
      UpCommand.class,
      NodeCommand.class,
      AgentCommand.class,
      StatusCommand.class,
      AccountsCommand.class,
      PlansCommand.class,
      UsageCommand.class,
      ResetCommand.class,
      RescheduleCommand.class,
      SchedulesCommand.class,
      MonitorsCommand.class,
      QuarantineCommand.class,
      NodesCommand.class,
      AlertsCommand.class,
      WatchdogCommand.class,
      SimulateCommand.class,
      TokensCommand.class,
      DoctorCommand.class,
      DemoCommand.class,
      AuditCommand.class,
      ConfigCommand.class,
      CompletionCommand.class,
      ManCommand.class
    })
public final class Cli {

  /** Tells {@code --version}. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"quartermaster " + Version.TEXT};
    }
  }

  private Cli() {}

  /** Carries a command out; its exit code. */
  public static int run(String... arguments) {
    return line().execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
  }

  /** All commands, as they are parsed, explained, completed and carried out. */
  static CommandLine line() {
    CommandLine line = new CommandLine(new Cli());
    line.setParameterExceptionHandler(Cli::badUsage);
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    line.registerConverter(BigDecimal.class, Seconds::number);
    EnumWords.teach(line);
    line.setHelpFactory(HelpText::new);
    line.setColorScheme(Help.defaultColorScheme(Terminal.draws() ? Ansi.AUTO : Ansi.OFF));
    complete(line);
    return line;
  }

  /** A group of commands by itself says what there is in it; all of them tell the version. */
  private static void complete(CommandLine command) {
    command.getCommandSpec().versionProvider(new Versions());
    command.getCommandSpec().usageMessage().footerHeading("%nExamples:%n");
    if (!command.getSubcommands().isEmpty()) {
      command.getCommandSpec().usageMessage().synopsisSubcommandLabel("COMMAND");
      command.getSubcommands().values().forEach(Cli::complete);
    }
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println(e.getMessage());
    if (e instanceof MissingParameterException) {
      Changing.missing(e.getCommandLine().getCommandSpec()).ifPresent(err::println);
    }
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.BAD_INPUT;
  }

  private static int failed(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    if (Leaving.isStopping()) {
      // The way to the database was taken away by Ctrl-C; that is no news.
    } else if (failure instanceof InvalidConfiguration invalid) {
      err.println(ConfigCommand.lines(invalid.problems()));
    } else if (ExitCode.isPlain(failure)) {
      err.println(failure.getMessage());
      if (failure instanceof BadInput) {
        alsoMissing(command, failure).ifPresent(err::println);
      }
    } else if (BrokenConnection.of(failure).isPresent()) {
      err.println(BrokenConnection.of(failure).get());
    } else {
      surprised(failure, err);
    }
    return ExitCode.of(failure);
  }

  /** So that what is missing is told in one round. */
  private static Optional<String> alsoMissing(CommandLine command, Exception failure) {
    return Changing.missing(command.getCommandSpec())
        .filter(missing -> !missing.equals(failure.getMessage()));
  }

  private static void surprised(Exception failure, PrintWriter err) {
    err.println("failed: " + failure.toString().lines().findFirst().orElse(""));
    if (System.getenv("QUARTERMASTER_DEBUG") != null) {
      failure.printStackTrace(err);
    } else {
      err.println("QUARTERMASTER_DEBUG=1 shows where.");
    }
  }
}
