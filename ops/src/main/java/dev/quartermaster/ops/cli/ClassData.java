package dev.quartermaster.ops.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes once through what commands do, so that the build can archive the classes that they load; a
 * command then starts in a fraction of the time. Part of the build, not of the program.
 */
public final class ClassData {

  private ClassData() {}

  /**
   * Takes a data directory of its own. A machine on which PostgreSQL does not start gets a smaller
   * archive.
   */
  public static void main(String[] arguments) {
    String directory = arguments[0];
    PrintStream answers = System.out;
    PrintStream errors = System.err;
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nowhere);
    System.setErr(nowhere);
    int failed = 0;
    for (List<String> command : commands()) {
      List<String> words = new ArrayList<>(command);
      if (!command.contains("--version")) {
        words.addAll(List.of("--data-dir", directory));
      }
      failed += Cli.run(words.toArray(String[]::new)) == ExitCode.DONE ? 0 : 1;
    }
    System.setOut(answers);
    System.setErr(errors);
    if (failed > 0) {
      System.err.printf(
          "%d of the commands that prepare a fast start did not work here.%n", failed);
    }
  }

  private static List<List<String>> commands() {
    return List.of(
        List.of("--version"),
        List.of("config", "check"),
        List.of("plans", "set", "free", "--allowance-s", "100"),
        List.of("status"),
        List.of("status", "--json"),
        List.of("accounts", "list"),
        List.of("plans", "list"),
        List.of("schedules", "list"),
        List.of("schedules", "run", "cpu-reset"),
        List.of("schedules", "history", "cpu-reset"));
  }
}
