package dev.quartermaster.jobs.builtin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** A server that speaks TLS from the first byte on. */
record TlsEndpoint(String host, int port) {

  /**
   * Reads {@code host:port} or {@code [::1]:443}.
   *
   * @throws IllegalArgumentException names the text and shows a right one
   */
  static TlsEndpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 1 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":") || host.contains("/")) {
      host = "";
    }
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[1-9]\\d{0,4}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "'%s' is no endpoint; write host:port, such as example.org:443".formatted(text));
    }
    return new TlsEndpoint(host, Integer.parseInt(port));
  }

  /** Shakes hands with it, whoever it is, and says what it showed. */
  Presented look(Duration timeout) {
    ChainReader reader = new ChainReader();
    try {
      shakeHands(reader, Math.toIntExact(timeout.toMillis()));
    } catch (IOException | GeneralSecurityException e) {
      if (reader.chain().isEmpty()) {
        return Presented.refused(
            text(), "cannot be asked (%s): is it up, and is that its port?".formatted(e));
      }
      // It may want a certificate of ours after it has shown its own, which is all we came for.
      return reader.presented(text(), "it ended the handshake: " + e.getMessage());
    }
    return reader.presented(text());
  }

  private void shakeHands(ChainReader reader, int timeoutMillis)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {reader}, null);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), timeoutMillis);
      plain.setSoTimeout(timeoutMillis);
      try (SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
      }
    }
  }

  private String text() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
