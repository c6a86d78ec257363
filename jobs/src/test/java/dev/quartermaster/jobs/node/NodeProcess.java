package dev.quartermaster.jobs.node;

import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node in a process of its own, so that it can be frozen and killed. Its log is in target. */
final class NodeProcess implements AutoCloseable {

  static final int BATCH = 200;

  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start(String name, DatabaseSettings database, Path directory)
      throws IOException {
    return start(name, "test", database, directory, "cpu-reset");
  }

  /** Of another version, perhaps, and with these schedules. */
  static NodeProcess start(
      String name, String version, DatabaseSettings database, Path directory, String... schedules)
      throws IOException {
    Path password = Files.writeString(directory.resolve(name), database.login().password().get());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            name,
            database.url(),
            database.login().user(),
            password.toString(),
            database.schema(),
            version,
            String.join(",", schedules));
    Path log =
        Path.of(
            System.getProperty("basedir", ""), "target", database.schema() + "-" + name + ".log");
    return new NodeProcess(
        builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start());
  }

  /** Works until its input ends: with the test's process at the latest. */
  public static void main(String[] args) throws IOException {
    Path password = Path.of(args[3]);
    DatabaseSettings database =
        new DatabaseSettings(
            args[1],
            new DatabaseSettings.Login(args[2], () -> read(password)),
            args[4],
            new DatabaseSettings.Pool(6, "unused"));
    try (JobNode node =
        JobNode.start(
            database,
            new JobNode.Identity(args[0], args[5]),
            Often.inBatchesOf(BATCH, List.of(args[6].split(","))))) {
      System.out.println("firing: " + node.isFiring());
      System.out.println("input ended: " + System.in.read());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it between two instructions, as a machine that hangs does. */
  void freeze() {
    signal("STOP");
  }

  void wake() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** kill -9: also ends one that is frozen. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    kill();
  }
}
