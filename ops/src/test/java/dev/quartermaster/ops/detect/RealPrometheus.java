package dev.quartermaster.ops.detect;

import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's Prometheus, which scrapes a node and tells an Alertmanager by our rules. */
final class RealPrometheus implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

  private static final String CONFIGURATION =
      """
      global: {scrape_interval: 15s, evaluation_interval: 15s}
      rule_files: ["%s"]
      scrape_configs:
        - job_name: quartermaster
          static_configs: [{targets: ["%s"]}]
      alerting:
        alertmanagers:
          - static_configs: [{targets: ["127.0.0.1:%d"]}]
      """;

  private final Started process;

  private RealPrometheus(Started process) {
    this.process = process;
  }

  /** Said on standard error where it is not. */
  static boolean isInstalled() {
    boolean installed = Files.isExecutable(PROGRAM);
    if (!installed) {
      System.err.println("SKIPPED: prometheus is not installed");
    }
    return installed;
  }

  /** On a free port of the loopback address. */
  static RealPrometheus start(Path directory, URI node, int alertmanager) {
    Path rules = Path.of("prometheus", "rules.yml").toAbsolutePath();
    Program program = Program.in(directory);
    program.file(
        "prometheus.yml", CONFIGURATION.formatted(rules, node.getAuthority(), alertmanager));
    return new RealPrometheus(
        program.process(
            List.of(
                PROGRAM.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + freePort())));
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String said() {
    return process.err();
  }

  @Override
  public void close() {
    process.close();
  }
}
