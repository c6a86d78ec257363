package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Options of every command that changes something. */
final class Changing {

  static final String REASON = "--reason";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = REASON, paramLabel = "TEXT", description = "Why; kept in the audit trail.")
  @Nullable String reason;

  @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
  boolean dryRun;

  @Option(
      names = "--yes",
      description =
          "Do not ask. Needed off a terminal when more than one account, run or item is touched.")
  boolean yes;

  /** Whether a command is not done without a reason. */
  static boolean wantsReason(CommandSpec command) {
    return command.userObject() != null
        && command.userObject().getClass().isAnnotationPresent(WantsReason.class);
  }

  /**
   * What is missing of a command's options of this kind, in one sentence; empty when nothing is.
   */
  static Optional<String> missing(CommandSpec command) {
    return command.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(Changing.class::isInstance)
        .map(Changing.class::cast)
        .filter(changing -> wantsReason(command) && !changing.dryRun && changing.isWithoutReason())
        .map(Changing::missing)
        .findFirst();
  }

  /** Why, of a command that is not done without a reason. */
  String requiredReason() {
    if (reason == null || isWithoutReason()) {
      throw new BadInput(missing());
    }
    return reason.strip();
  }

  private boolean isWithoutReason() {
    return reason == null || reason.isBlank();
  }

  private String missing() {
    String why = "--reason is missing: say why, it is kept in the audit trail";
    return yes || Terminal.isInput() || namesOne()
        ? why
        : why + "; and --yes, when more than one account is touched, for this is no terminal";
  }

  private boolean namesOne() {
    ParseResult parsed = command.commandLine().getParseResult();
    return parsed != null
        && parsed.matchedPositionals().stream().mapToInt(one -> one.stringValues().size()).sum()
            == 1;
  }

  /** Does it within the caller's transaction; with --dry-run nothing of it stays. */
  <T> T tried(Handle handle, Supplier<T> change) {
    handle.savepoint("before");
    T done = change.get();
    if (dryRun) {
      handle.rollbackToSavepoint("before");
    }
    return done;
  }

  /**
   * Goes on when one account, run or item is touched, with --yes, or when a person at the terminal
   * says so.
   */
  void confirm(String what, long touched) {
    if (yes || dryRun || touched <= 1) {
      return;
    }
    if (!Terminal.isInput()) {
      throw new Refused(
          "%s: not on a terminal, so say --yes (or --dry-run to look first)".formatted(what));
    }
    System.err.print(what + ". Go on? [y/N] ");
    System.err.flush();
    Leaving.asks(true);
    Scanner answers = new Scanner(System.in, StandardCharsets.UTF_8);
    String answer = answers.hasNextLine() ? answers.nextLine().strip() : "";
    Leaving.asks(false);
    if (!answer.toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new Refused("nothing was changed");
    }
  }
}
