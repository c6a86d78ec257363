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
    String password = Files.readString(Path.of(args[2]));
    DatabaseSettings settings =
        new DatabaseSettings(
            args[0],
            new DatabaseSettings.Login(args[1], () -> password),
            args[3],
            new DatabaseSettings.Pool(4, "killed"));
    Map<String, Channel> channels = Map.of("pager", new Console("pager"));
    Sender.Settings who = new Sender.Settings("killed", channel -> Rate.USUAL);
    try (Database database = Database.open(settings);
        Sender sender = Sender.start(database, () -> channels, who, Deliveries.NONE)) {
      while (sender.silence().toMinutes() < 5) {
        Thread.currentThread().join(1_000);
      }
    }
  }

  static SenderProcess start(DatabaseSettings database, Path directory) throws IOException {
    Path password =
        Files.writeString(directory.resolve("password"), database.login().password().get());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SenderProcess.class.getName(),
            database.url(),
            database.login().user(),
            password.toString(),
            database.schema());
    return new SenderProcess(builder.redirectError(Redirect.INHERIT).start());
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
