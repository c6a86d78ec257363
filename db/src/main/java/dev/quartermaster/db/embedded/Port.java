package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The loopback port of a server: the one it had before when it is still free, else any. */
final class Port {

  static final String HOST = "127.0.0.1";

  private static final byte[] ADDRESS = {127, 0, 0, 1};
  private static final int ANY = 0;

  private Port() {}

  static int free(Path remembered) throws IOException {
    int previous = read(remembered);
    try {
      return probe(previous);
    } catch (IOException taken) {
      return probe(ANY);
    }
  }

  static void remember(Path remembered, int port) throws IOException {
    if (read(remembered) != port) {
      Files.writeString(remembered, String.valueOf(port));
    }
  }

  private static int read(Path remembered) throws IOException {
    String text = Files.exists(remembered) ? Files.readString(remembered).strip() : "";
    return text.matches("[1-9]\\d{3,4}") ? Math.min(Integer.parseInt(text), 65_535) : ANY;
  }

  private static int probe(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS), port));
      return socket.getLocalPort();
    }
  }
}
