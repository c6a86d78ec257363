package dev.quartermaster.ops.detect;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quartz.Scheduler;

/** One node of plain Quartz, to which one fault is done. */
final class PlainInstallation implements Victim, AutoCloseable {

  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
  private static final Pattern LOUD = Pattern.compile("^(\\S+Z) (?:WARN|ERROR) +(.*)");

  private final OwnServer server;
  private final Database database;
  private final Path directory;
  private final Started node;

  PlainInstallation(OwnServer server, Path under, Fault fault) {
    this.server = server;
    String name = fault.name().toLowerCase(Locale.ROOT);
    this.database = server.fresh("plain_" + name);
    try {
      this.directory = Files.createDirectories(under.resolve(name));
      String tables = tables();
      database.run(handle -> handle.createScript(tables).execute());
      this.node = start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tables() throws IOException {
    try (InputStream tables = Objects.requireNonNull(Scheduler.class.getResourceAsStream(TABLES))) {
      return new String(tables.readAllBytes(), StandardCharsets.UTF_8).replace("COMMIT;", "");
    }
  }

  private Started start() {
    Program program = Program.in(directory);
    var login = database.settings().login();
    program.bytes("password", login.password().get().getBytes(StandardCharsets.UTF_8));
    return program.process(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PlainNode.class.getName(),
            database.settings().url(),
            login.user(),
            "password"));
  }

  /** When a job has done its work first, at this time or later. */
  Optional<Instant> did(String schedule, Instant from) {
    String begin = "did " + schedule + " ";
    return node.out()
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> Instant.parse(line.substring(begin.length())))
        .filter(at -> !at.isBefore(from))
        .findFirst();
  }

  /** What it logged at WARN or ERROR from then on; of the text of each its first line. */
  List<String> loud(Instant from) {
    return node.err()
        .lines()
        .map(LOUD::matcher)
        .filter(line -> line.find() && !Instant.parse(line.group(1)).isBefore(from))
        .map(line -> line.group(2))
        .toList();
  }

  @Override
  public void change(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  @Override
  public void freeze() {
    node.freeze();
  }

  @Override
  public void kill() {
    node.kill();
  }

  @Override
  public void fillWorkers() {
    make(PlainNode.FILLING);
  }

  @Override
  public void hang() {
    make(PlainNode.HANGING);
  }

  @Override
  public void idle() {
    make(PlainNode.IDLING);
  }

  private void make(String file) {
    try {
      Files.createFile(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OwnServer server() {
    return server;
  }

  String said() {
    return node.out() + node.err();
  }

  @Override
  public void close() {
    node.close();
    database.close();
  }
}
