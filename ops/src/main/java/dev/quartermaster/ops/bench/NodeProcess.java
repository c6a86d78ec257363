package dev.quartermaster.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node of the product in a process of its own, so that its heap is bounded and its CPU time can
 * be told from the bench's. Its schedules are off: what is settled, and when, is the bench's
 * choice.
 */
final class NodeProcess implements AutoCloseable {

  /** What the whole node has to get by with. */
  static final int HEAP_MEBIBYTES = 256;

  private static final String CONFIGURATION =
      """
      node: {name: bench-node}
      database: {url: "%s", user: "%s", password-file: "%s", schema: "%s"}
      http: {host: 127.0.0.1, port: 0}
      schedules:
        cpu-reset: {enabled: false}
        plan-changes: {enabled: false}
        usage-rollup: {enabled: false}
        usage-retention: {enabled: false}
        run-retention: {enabled: false}
        tarpit-sweep: {enabled: false}
        canary: {enabled: false}
        certificate-expiry: {enabled: false}
      """;

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream questions;
  private final URI address;

  private NodeProcess(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.address = URI.create(answer());
  }

  /** Starts it; it answers when this returns. */
  static NodeProcess start(Scratch scratch) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dquartermaster.log=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                BenchNode.class.getName(),
                configuration(scratch).toString()));
    // What is set for the installation of whoever measures must not change what is measured.
    builder.environment().keySet().removeIf(name -> name.startsWith("QUARTERMASTER_"));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return new NodeProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("the node cannot be started", e);
    }
  }

  private static Path configuration(Scratch scratch) {
    var database = scratch.database().settings();
    try {
      return Files.writeString(
          scratch.directory().resolve("bench.yaml"),
          CONFIGURATION.formatted(
              database.url(), database.login().user(), scratch.passwordFile(), database.schema()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return address;
  }

  /** The most that its heap held since it began. */
  long peakHeapBytes() {
    questions.println();
    return Long.parseLong(answer());
  }

  /** CPU time so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private String answer() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new NotVerified("node", List.of("it ended; why stands above"));
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    questions.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
