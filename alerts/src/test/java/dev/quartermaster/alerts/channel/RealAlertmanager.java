package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/** Debian's Alertmanager, on a free port of the loopback address. */
public final class RealAlertmanager implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/prometheus-alertmanager");

  private static final String SKIPPED =
      "SKIPPED: prometheus-alertmanager is not installed (apt-get install prometheus-alertmanager)";

  private static final String CONFIGURATION =
      """
      route:
        receiver: nobody
      receivers:
        - name: nobody
      """;

  private final Process process;
  private final int port;

  private RealAlertmanager(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one with nobody to tell; it is ready then. */
  static RealAlertmanager start(Path directory) {
    return start(directory, CONFIGURATION);
  }

  /**
   * Starts one; it is ready then.
   *
   * @throws TestAbortedException where it is not installed
   */
  public static RealAlertmanager start(Path directory, String configuration) {
    if (!isInstalled()) {
      throw new TestAbortedException(SKIPPED);
    }
    try {
      int port = freePort();
      Path file = Files.writeString(directory.resolve("am-" + port + ".yml"), configuration);
      Process process =
          new ProcessBuilder(
                  List.of(
                      PROGRAM.toString(),
                      "--config.file=" + file,
                      "--storage.path=" + directory.resolve("data-" + port),
                      "--web.listen-address=127.0.0.1:" + port,
                      "--cluster.listen-address="))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("am-" + port + ".log").toFile())
              .start();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
      return new RealAlertmanager(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Said on standard error where it is not. */
  public static boolean isInstalled() {
    boolean installed = Files.isExecutable(PROGRAM);
    if (!installed) {
      System.err.println(SKIPPED);
    }
    return installed;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
