package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on the loopback address with one {@link Fault}. */
final class FaultyServer implements AutoCloseable {

  private final ServerSocket server;
  private final Fault fault;
  private final String beginning;
  private final String piece;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Begins at once.
   *
   * @param beginning what it says before the fault shows
   * @param piece what it says again and again from then on
   */
  FaultyServer(Fault fault, String beginning, String piece) {
    this.fault = fault;
    this.piece = piece;
    this.beginning = beginning;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      if (fault == Fault.DEAD) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::accept, "faulty-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Speaks HTTP. */
  static FaultyServer http(Fault fault, int status) {
    String chunk = fault == Fault.FLOOD ? "2000\r\n" + ".".repeat(0x2000) : "1\r\n.";
    String head = "HTTP/1.1 " + status + " Said\r\nTransfer-Encoding: chunked\r\n\r\n";
    return new FaultyServer(fault, head, chunk + "\r\n");
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread thread = new Thread(() -> serve(socket), "faulty-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        // The test's end: the loop's condition tells.
        Thread.onSpinWait();
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      switch (fault) {
        case DEAD, BLACK_HOLE -> closing.await();
        case HANG_UP -> socket.getInputStream().read();
        case DRIBBLE -> {
          say(out, beginning);
          while (!closing.await(50, TimeUnit.MILLISECONDS)) {
            say(out, piece);
          }
        }
        case FLOOD -> {
          say(out, beginning);
          while (closing.getCount() > 0) {
            say(out, piece);
          }
        }
      }
    } catch (IOException e) {
      // The other side has gone.
      Thread.onSpinWait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
