package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of the product, in a process of its own: {@code node --config FILE}. */
final class HousekeepingNode {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern READY = Pattern.compile("Quartermaster is ready: (http\\S+)");
  private static final int LAST_LINES = 5;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private HousekeepingNode(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it; it is not ready before {@link #awaitReady}. */
  static HousekeepingNode start(Stage stage, Path configuration, String name) {
    Path out = stage.directory().resolve(name + ".out");
    Path err = stage.directory().resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dquartermaster.log=WARN",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "node",
                "--config",
                configuration.toString(),
                "--name",
                name));
    // What is set for another installation must not reach this one.
    builder.environment().keySet().removeIf(key -> key.startsWith("QUARTERMASTER_"));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new HousekeepingNode(name, stage.start(builder), out, err);
  }

  /** Where its API is. */
  URI awaitReady() {
    Patience.until(PATIENCE, () -> READY.matcher(read(out)).find() || !process.isAlive());
    Matcher ready = READY.matcher(read(out));
    if (!ready.find()) {
      throw new NotShown("node %s does not start: %s".formatted(name, lastLines()));
    }
    return URI.create(ready.group(1));
  }

  private String lastLines() {
    List<String> lines = read(err).lines().filter(line -> !line.isBlank()).toList();
    return String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** kill -9. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
