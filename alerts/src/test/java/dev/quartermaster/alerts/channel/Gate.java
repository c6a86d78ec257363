package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a provider, always at the same port, and does to those who come what a test wants.
 * Each change hangs up on all.
 */
public final class Gate implements AutoCloseable {

  /** Where something that passes is. */
  public enum Moment {
    /** The request, or a part of it, is here and not there. */
    ASKED,
    /** The provider has answered, and nobody knows yet. */
    TAKEN,
    /** The answer is on its way back. */
    ANSWERED
  }

  /** What is done to one who comes. */
  private interface Manner {
    void serve(Socket client, Era era) throws IOException;
  }

  private final int port;
  private volatile Era era = new Era();
  private volatile Consumer<Moment> watcher = moment -> {};

  private Gate(int port) {
    this.port = port;
  }

  /** On a free port of the loopback address; nobody listens yet. */
  public static Gate shut() {
    Gate gate = new Gate(freePort());
    gate.dead();
    return gate;
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** Hears of all that passes, before it does; may take its time. */
  public void watchedBy(Consumer<Moment> who) {
    watcher = who;
  }

  /** Whoever comes is passed on to that port. */
  public void open(int provider) {
    open(provider, Optional.empty(), Duration.ZERO);
  }

  /**
   * The same.
   *
   * @param tls by which it is to be talked to
   * @param delay of the first answer
   */
  void open(int provider, Optional<SSLContext> tls, Duration delay) {
    listen(
        (client, its) -> {
          Socket seen = secured(client, tls);
          Socket behind = its.closing(new Socket(InetAddress.getLoopbackAddress(), provider));
          new Passage(seen, behind, moment -> watcher.accept(moment)).run(its, delay);
        });
  }

  /** Takes the connection, and never says anything. */
  void blackHole() {
    listen((client, its) -> its.rest(Duration.ofMinutes(1)));
  }

  /** Answers every request of HTTP with this, and nobody behind it hears of them. */
  void answers(String response) {
    listen(
        (client, its) -> {
          HttpRequests.skipOne(client.getInputStream());
          client.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Nobody listens; the port is kept from others. */
  void dead() {
    try {
      Socket held = begin().closing(new Socket());
      held.setReuseAddress(true);
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listens, and takes no connection: the few that wait fill its backlog. */
  void deaf() {
    Era its = begin();
    try {
      ServerSocket server = listening(its, 1);
      for (int i = 0; i < 4; i++) {
        SocketChannel waiting = its.closing(SocketChannel.open());
        waiting.configureBlocking(false);
        waiting.connect(server.getLocalSocketAddress());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen(Manner manner) {
    Era its = begin();
    try {
      ServerSocket server = listening(its, 50);
      its.run(
          () -> {
            while (!server.isClosed()) {
              Socket client = its.closing(server.accept());
              its.run(
                  () -> {
                    try (client) {
                      manner.serve(client, its);
                    }
                  });
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Era begin() {
    era.close();
    era = new Era();
    return era;
  }

  private ServerSocket listening(Era its, int backlog) throws IOException {
    ServerSocket server = its.closing(new ServerSocket());
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
    return server;
  }

  private static Socket secured(Socket client, Optional<SSLContext> tls) throws IOException {
    if (tls.isEmpty()) {
      return client;
    }
    SSLSocket secured =
        (SSLSocket)
            tls.get().getSocketFactory().createSocket(client, "localhost", client.getPort(), true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  @Override
  public void close() {
    era.close();
  }
}
