package dev.quartermaster.ops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link FiringNode} in a process of its own, as it would run on a machine of its own. */
final class FiringProcess implements AutoCloseable {

  private final Process process;

  private FiringProcess(Process process) {
    this.process = process;
  }

  /** Starts it; it fires when this returns. */
  static FiringProcess start(FiringSide side, String name, Scratch scratch, int schedules) {
    var database = scratch.database().settings();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + NodeProcess.HEAP_MEBIBYTES + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dquartermaster.log=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                FiringNode.class.getName(),
                side.name(),
                name,
                database.url(),
                database.login().user(),
                scratch.passwordFile().toString(),
                Integer.toString(schedules)));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      FiringProcess node = new FiringProcess(builder.start());
      if (node.process.inputReader(StandardCharsets.UTF_8).readLine() == null) {
        throw new NotVerified(side.text(), List.of("a node ended; why stands above"));
      }
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException("the node cannot be started", e);
    }
  }

  /**
   * One that ended meanwhile leaves all to the others.
   *
   * @throws NotVerified when one has
   */
  static void requireAlive(FiringSide side, List<FiringProcess> nodes) {
    if (!nodes.stream().allMatch(node -> node.process.isAlive())) {
      throw new NotVerified(side.text(), List.of("a node ended; why stands above"));
    }
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
