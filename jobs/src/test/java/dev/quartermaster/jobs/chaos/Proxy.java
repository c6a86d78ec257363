package dev.quartermaster.jobs.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wire between one process and the database: passes bytes on, until it is told not to. */
final class Proxy implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
  private static final int BUFFER = 16_384;

  private enum Line {
    WHOLE,
    STALLED,
    CUT
  }

  private final int to;
  private final ServerSocket listening;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private Line line = Line.WHOLE;

  /**
   * Listens on any free port of the loopback address.
   *
   * @param to the port behind it, on the same address
   */
  Proxy(int to) throws IOException {
    this.to = to;
    this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Holds every byte back, new connections too; nobody is told. */
  synchronized void stall() {
    line = Line.STALLED;
  }

  /** Resets what there is, and every new connection. */
  synchronized void cut() {
    line = Line.CUT;
    sockets.forEach(Proxy::reset);
    notifyAll();
  }

  /** Passes on what was held back, and everything from now on. */
  synchronized void heal() {
    line = Line.WHOLE;
    notifyAll();
  }

  private synchronized Line untilNotStalled() throws InterruptedException {
    while (line == Line.STALLED) {
      wait();
    }
    return line;
  }

  private void accept() {
    try {
      while (!listening.isClosed()) {
        Socket client = listening.accept();
        sockets.add(client);
        threads.execute(() -> connect(client));
      }
    } catch (IOException e) {
      LOG.debug("No longer listening: {}", e.getMessage());
    }
  }

  private void connect(Socket client) {
    try {
      if (untilNotStalled() == Line.CUT) {
        forget(client);
        return;
      }
      Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      threads.execute(() -> pass(client, server));
      pass(server, client);
    } catch (IOException e) {
      // The server is away, or the line was cut meanwhile.
      forget(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      forget(client);
    }
  }

  /** One direction; when either end closes, both do. */
  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(buffer);
      while (read >= 0) {
        untilNotStalled();
        out.write(buffer, 0, read);
        read = in.read(buffer);
      }
      untilNotStalled();
      end(from);
      end(to);
    } catch (IOException e) {
      LOG.debug("A connection ends: {}", e.getMessage());
      heldBack();
      forget(from);
      forget(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was written before still arrives. */
  private void end(Socket socket) throws IOException {
    sockets.remove(socket);
    socket.close();
  }

  /** That one end has gone is told to the other only when the line is no longer stalled. */
  private void heldBack() {
    try {
      untilNotStalled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Socket socket) {
    sockets.remove(socket);
    reset(socket);
  }

  /** Closes with a RST rather than an orderly end. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      LOG.debug("Closed already: {}", e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
    sockets.forEach(Proxy::reset);
  }
}
