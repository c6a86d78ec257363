package dev.quartermaster.ops.launcher;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ops/quartermaster}, in a directory with the test's files.
 *
 * @param where that every command is given, such as its configuration
 */
record Launcher(Program program, List<String> where) {

  // It would look for newer sources, and build: not in the middle of a build's own tests.
  private static final List<String> ENVIRONMENT =
      List.of("env", "QUARTERMASTER_LAUNCHER_NO_BUILD=1");

  /** That is told nothing about where its database is. */
  static Launcher in(Path directory) {
    return new Launcher(Program.in(directory), List.of());
  }

  /** On an existing database. */
  Launcher on(DatabaseSettings database, String... more) {
    program.on(database, more);
    return new Launcher(program, List.of("--config", "quartermaster.yaml"));
  }

  /** On the embedded database of a data directory. */
  Launcher at(Path directory) {
    return new Launcher(program, List.of("--data-dir", directory.toString()));
  }

  static Path script() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("quartermaster");
  }

  /** Without a terminal. */
  Ended run(String... command) {
    return start(command).awaitEnd();
  }

  Started start(String... command) {
    return program.process(line(List.of(command)));
  }

  /** Exactly as it is written, by the shell; {@code $QM} is the launcher. */
  Ended shell(String text) {
    return program
        .process(
            Stream.concat(ENVIRONMENT.stream(), Stream.of("QM=" + script(), "sh", "-c", text))
                .toList())
        .awaitEnd();
  }

  /** On a terminal so wide, whose keys are typed by the test; what it shows is standard output. */
  Started onTerminal(int columns, String... command) {
    String text =
        line(List.of(command)).stream().map(Launcher::quoted).collect(Collectors.joining(" "));
    return program.typedInto(
        List.of(
            "script",
            "-qefc",
            "stty cols %d rows 40; exec %s".formatted(columns, text),
            "/dev/null"));
  }

  private List<String> line(List<String> command) {
    List<String> line = new ArrayList<>(ENVIRONMENT);
    line.add(script().toString());
    line.addAll(command);
    line.addAll(where);
    return line;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
