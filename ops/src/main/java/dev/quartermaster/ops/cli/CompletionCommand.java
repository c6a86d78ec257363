package dev.quartermaster.ops.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = {
      "Print a script by which a shell completes commands, options and their values.",
      "It completes 'quartermaster' by its name and under any path, such as ops/quartermaster."
    },
    footer = {
      "  . <(quartermaster completion bash)    # this shell; in ~/.bashrc: each one",
      "  source <(quartermaster completion zsh)    # likewise, in ~/.zshrc"
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

  /** One script does for both: in zsh it has bash's way of completion loaded. */
  private enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "bash|zsh", description = "Which shell it is for.")
  @SuppressWarnings("UnusedVariable") // That it is one of these is all that matters.
  private Shell shell;

  @Override
  public Integer call() {
    System.out.printf(
        "# Completion of quartermaster's commands in %s.%n", shell.name().toLowerCase(Locale.ROOT));
    System.out.print(AutoComplete.bash("quartermaster", Cli.line()));
    return ExitCode.DONE;
  }
}
