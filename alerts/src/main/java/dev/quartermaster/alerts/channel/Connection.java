package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** A connection to a mail server that another thread can break off at any time. */
final class Connection implements AutoCloseable {

  private final Email.Server server;
  private final Tls tls;
  private final Deadline deadline;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean closed;

  Connection(Email.Server server, Tls tls, Deadline deadline) {
    this.server = server;
    this.tls = tls;
    this.deadline = deadline;
  }

  /** Over TLS, if it is so from the first byte. The first of its addresses that answers. */
  Socket open() throws IOException {
    InetAddress[] addresses = InetAddress.getAllByName(server.host());
    IOException why = new IOException("none of its addresses answers");
    for (int i = 0; i < addresses.length; i++) {
      try {
        return open(addresses[i], addresses.length - i);
      } catch (IOException e) {
        e.addSuppressed(why);
        why = e;
      }
    }
    throw why;
  }

  private Socket open(InetAddress address, int left) throws IOException {
    Socket socket = new BoundedSocket();
    keep(socket);
    // With the name as it was given: a name looked up by the address is not to be trusted.
    InetAddress named = InetAddress.getByAddress(server.host(), address.getAddress());
    int patience = (int) Math.max(1, deadline.leftMillis() / left);
    socket.connect(new InetSocketAddress(named, server.port()), patience);
    return tls.atOnce() ? tls.over(socket, server.host()) : socket;
  }

  private synchronized void keep(Socket socket) throws IOException {
    sockets.add(socket);
    if (closed) {
      socket.close();
      throw new SocketException("closed");
    }
  }

  /** Whoever reads or writes is thrown out. */
  @Override
  public synchronized void close() {
    closed = true;
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a socket cannot be closed", e);
      }
    }
  }
}
