package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * How a connection to a mail server is kept from others.
 *
 * @param atOnce from the first byte, not by STARTTLS
 * @param near the addresses that are reached without leaving this machine
 * @param sockets knows whom to trust
 */
record Tls(boolean atOnce, Predicate<InetAddress> near, SSLSocketFactory sockets) {

  /** The port of mail over TLS: RFC 8314. */
  private static final int SUBMISSIONS = 465;

  static Tls usual(Email.Server server) {
    return new Tls(
        server.port() == SUBMISSIONS,
        InetAddress::isLoopbackAddress,
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** The same connection over TLS, with a server of that name. */
  Socket over(Socket plain, String host) throws IOException {
    SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
