package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sender in a process of its own, so that it can be killed: both the program and the handle by
 * which a test holds it. Its one provider says on the program's output what it is sent, and takes
 * it when it is told to on the program's input.
 */
record SenderProcess(Process process) implements AutoCloseable {

  private record Console(String name) implements Channel {
    @Override
    public Outcome send(Page page) {
      try {
        System.out.println(page.id());
        return System.in.read() < 0
            ? new Failed("no more input", Optional.empty())
            : Accepted.PLAINLY;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The program. */
  public static void main(String[] args) throws IOException, InterruptedException {
    run(args, Map.of("pager", new Console("pager")));
  }

  /**
   * Sends until it is killed, or nothing can be done any more.
   *
   * @param database as {@link #java} gives it, to begin with
   */
  static void run(String[] database, Map<String, Channel> channels)
      throws IOException, InterruptedException {
    String password = Files.readString(Path.of(database[2]));
    DatabaseSettings settings =
        new DatabaseSettings(
            database[0],
            new DatabaseSettings.Login(database[1], () -> password),
            database[3],
            new DatabaseSettings.Pool(4, "killed"));
    Sender.Settings who = new Sender.Settings("killed", channel -> Rate.USUAL);
    try (Database opened = Database.open(settings);
        Sender sender = Sender.start(opened, () -> channels, who, Deliveries.NONE)) {
      while (sender.silence().toMinutes() < 5) {
        Thread.currentThread().join(1_000);
      }
    }
  }

  static SenderProcess start(DatabaseSettings database, Path directory) throws IOException {
    return new SenderProcess(java(SenderProcess.class, database, directory));
  }

  /** Starts a program with these arguments behind those of the database. */
  static Process java(
      Class<?> program, DatabaseSettings database, Path directory, String... arguments)
      throws IOException {
    Path password =
        Files.writeString(directory.resolve("password"), database.login().password().get());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                database.url(),
                database.login().user(),
                password.toString(),
                database.schema()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** Waits until its provider has been sent a page; its id. */
  String asked() throws IOException {
    return process.inputReader(StandardCharsets.UTF_8).readLine();
  }

  /** Has the provider take it. */
  void take() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
