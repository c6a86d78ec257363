package dev.quartermaster.ops.http;

import dev.quartermaster.ops.config.Configuration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;

/** Takes the address before the server starts, so that we can say why it cannot be had. */
final class Listening {

  /** Connections that may wait to be accepted. */
  private static final int BACKLOG = 128;

  private Listening() {}

  /** A bound channel. */
  static ServerSocketChannel on(Configuration.Http http) {
    InetSocketAddress address = new InetSocketAddress(http.host(), http.port());
    if (address.isUnresolved()) {
      throw new CannotListen(
          "cannot listen on %s:%d: the host is not known here; mend http.host (127.0.0.1 for this machine only, 0.0.0.0 for everyone)"
              .formatted(http.host(), http.port()),
          new IOException("unresolved"));
    }
    try {
      return bind(address);
    } catch (IOException e) {
      throw new CannotListen(
          "cannot listen on %s:%d: %s".formatted(http.host(), http.port(), why(address, e)), e);
    }
  }

  // The channel is closed here when it cannot be bound, and by the server otherwise.
  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(address, BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String why(InetSocketAddress address, IOException e) {
    if (!isOurs(address)) {
      return "the host is not an address of this machine; mend http.host (127.0.0.1 for this machine only, 0.0.0.0 for everyone)";
    } else if (address.getPort() > 0 && address.getPort() < 1024 && isRefused(e)) {
      return "ports below 1024 need a privilege that this process lacks; take a higher one with http.port or --http-port";
    }
    return "the port is taken; let any free one be found with --http-port 0, or set http.port to another";
  }

  private static boolean isRefused(IOException e) {
    return e.getMessage() != null && e.getMessage().contains("Permission denied");
  }

  private static boolean isOurs(InetSocketAddress address) {
    try {
      return address.getAddress().isAnyLocalAddress()
          || address.getAddress().isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address.getAddress()) != null;
    } catch (SocketException e) {
      // The machine cannot say; then the port is the likelier fault.
      return true;
    }
  }
}
