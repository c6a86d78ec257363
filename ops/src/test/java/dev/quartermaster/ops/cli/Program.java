package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.ops.Main;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The program as people start it: a process of its own, in a directory with the test's files. */
public final class Program {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path directory;
  private final List<String> where;
  private final List<String> jvm;

  private final Map<String, String> environment;

  private Program(Path directory, List<String> where, List<String> jvm) {
    this(directory, where, jvm, Map.of());
  }

  private Program(
      Path directory, List<String> where, List<String> jvm, Map<String, String> environment) {
    this.directory = directory;
    this.where = where;
    this.jvm = jvm;
    this.environment = environment;
  }

  /** Skips the test, and says so, where a program of the system is missing. */
  static void assumeInstalled(String name) {
    boolean isHere =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    assumeThat(isHere).as("SKIPPED: %s is not installed", name).isTrue();
  }

  /** That is told nothing about where its database is. */
  public static Program in(Path directory) {
    return new Program(directory, List.of(), List.of("-Xmx256m"));
  }

  /** On an existing database, by a configuration file. */
  public Program on(DatabaseSettings database, String... more) {
    file("password", database.login().password().get());
    String text =
        """
        http: {port: 0}
        database: {url: "%s", user: %s, password-file: password, schema: %s}
        %s
        """
            .formatted(
                database.url(),
                database.login().user(),
                database.schema(),
                String.join("\n", more));
    return configured(text);
  }

  /** With a configuration file of this text. */
  public Program configured(String text) {
    file("quartermaster.yaml", text);
    return new Program(directory, List.of("--config", "quartermaster.yaml"), jvm);
  }

  /** On the embedded database of a data directory. */
  public Program at(Path dataDirectory) {
    return new Program(directory, List.of("--data-dir", dataDirectory.toString()), jvm);
  }

  /** With these options on each command. */
  public Program with(String... options) {
    return new Program(directory, List.of(options), jvm);
  }

  /** With a heap of so many megabytes. */
  public Program withHeap(int megabytes) {
    return new Program(directory, where, List.of("-Xmx" + megabytes + "m"));
  }

  /** With these in its environment. */
  public Program in(Map<String, String> more) {
    return new Program(directory, where, jvm, more);
  }

  /** Writes lines to a file beside it; each ends with a line feed. */
  public String file(String name, String... lines) {
    return bytes(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file beside it. */
  public String bytes(String name, byte[] content) {
    try {
      Files.write(directory.resolve(name), content);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end. */
  public Ended run(String... command) {
    return start(command).awaitEnd();
  }

  /**
   * Runs a command in this JVM: for what surrounds a test's point, and for tables of refusals,
   * where a process each would only cost time. File names count from the test's directory
   * nevertheless.
   */
  public Ended call(String... command) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(where);
    String[] arguments = line.stream().map(this::fromHere).toArray(String[]::new);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int code = Cli.run(arguments);
      return new Ended(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8).replace(directory + "/", ""));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String fromHere(String argument) {
    Path file = directory.resolve(argument);
    return Files.exists(file) ? file.toString() : argument;
  }

  /** Starts a command. */
  public Started start(String... command) {
    List<String> line = new ArrayList<>(java());
    line.addAll(List.of(command));
    line.addAll(where);
    return process(line);
  }

  /** Runs a command exactly as it is written, by the shell; {@code $QM} is the program. */
  public Ended shell(String script) {
    String program = String.join(" ", java());
    return process(List.of("sh", "-c", "QM='" + program + "'\n" + script)).awaitEnd();
  }

  private List<String> java() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvm);
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return line;
  }

  /** Any other program, in the same directory. */
  public Started process(List<String> line) {
    return process(line, Redirect.from(new File("/dev/null")));
  }

  /** The same, for {@link Started#type}. */
  public Started typedInto(List<String> line) {
    return process(line, Redirect.PIPE);
  }

  private Started process(List<String> line, Redirect input) {
    int number = NUMBER.incrementAndGet();
    Path out = directory.resolve("out-" + number);
    Path err = directory.resolve("err-" + number);
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("QUARTERMASTER_"));
    builder.environment().putAll(environment);
    builder.redirectInput(input);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      return new Started(builder.start(), String.join(" ", line), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
