package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that changes something. */
final class Changing {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
  @Nullable String reason;

  @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
  boolean dryRun;

  @Option(
      names = "--yes",
      description =
          "Do not ask. Needed off a terminal when more than one account, run or item is touched.")
  boolean yes;

  /** Why, of a command that is not done without a reason. */
  String requiredReason() {
    if (reason == null || reason.isBlank()) {
      throw new BadInput("--reason is missing: say why, it is kept in the audit trail");
    }
    return reason.strip();
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
    Scanner answers = new Scanner(System.in, StandardCharsets.UTF_8);
    String answer = answers.hasNextLine() ? answers.nextLine().strip() : "";
    if (!answer.toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new Refused("nothing was changed");
    }
  }
}
