package dev.quartermaster.jobs.node;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.jobs.batch.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A node in a process of its own, so that it can be frozen and killed. Its log is in target. */
public final class NodeProcess implements AutoCloseable {

  static final int BATCH = 200;

  /** What a process is given to do, by a class with a constructor without arguments. */
  public interface Load {
    Engine.Settings settings();
  }

  /** The CPU reset, often. */
  public static final class Resets implements Load {
    @Override
    public Engine.Settings settings() {
      return Often.inBatchesOf(BATCH);
    }
  }

  /**
   * Which node to start.
   *
   * @param name in the cluster
   * @param life 1 at first; its log goes on in the file of the lives before
   */
  public record Launch(
      String name, int life, DatabaseSettings database, Class<? extends Load> load) {

    private Redirect log() {
      Path file =
          Path.of(
              System.getProperty("basedir", ""), "target", database.schema() + "-" + name + ".log");
      return life == 1 ? Redirect.to(file.toFile()) : Redirect.appendTo(file.toFile());
    }
  }

  private final Process process;

  private NodeProcess(Process process) {
    this.process = process;
  }

  static NodeProcess start(String name, DatabaseSettings database, Path directory)
      throws IOException {
    return start(new Launch(name, 1, database, Resets.class), directory);
  }

  /**
   * Starts a node.
   *
   * @param directory for the file with its password
   */
  public static NodeProcess start(Launch launch, Path directory) throws IOException {
    DatabaseSettings database = launch.database();
    Path password =
        Files.writeString(directory.resolve(launch.name()), database.login().password().get());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            launch.name(),
            database.url(),
            database.login().user(),
            password.toString(),
            database.schema(),
            launch.load().getName());
    return new NodeProcess(builder.redirectErrorStream(true).redirectOutput(launch.log()).start());
  }

  /** Works until its input ends: with the test's process at the latest. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path password = Path.of(args[3]);
    DatabaseSettings database =
        new DatabaseSettings(
            args[1],
            new DatabaseSettings.Login(args[2], () -> read(password)),
            args[4],
            new DatabaseSettings.Pool(6, "unused"));
    Load load = Class.forName(args[5]).asSubclass(Load.class).getConstructor().newInstance();
    try (JobNode node =
        JobNode.start(database, new JobNode.Identity(args[0], "test"), load.settings())) {
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
  public void freeze() {
    signal("STOP");
  }

  public void wake() {
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

  /** Ends its input, so that it finishes its batches and leaves. */
  public CompletableFuture<?> leave() throws IOException {
    process.getOutputStream().close();
    return process.onExit();
  }

  /** kill -9: also ends one that is frozen. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    kill();
  }
}
