package dev.quartermaster.alerts.channel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that answers by a script, for what a real one cannot be brought to do. */
final class SmtpLookAlike implements AutoCloseable {

  private static final Map<String, String> USUAL =
      Map.of(
          "GREETING", "220 here",
          "STARTTLS", "220 go on",
          "DATA", "354 go on",
          "QUIT", "221 bye",
          "AUTH", "235 welcome");

  private final ServerSocket server;
  private final Map<String, String> script;
  private final Optional<SSLContext> startTls;
  private final List<String> transcript = new CopyOnWriteArrayList<>();

  /**
   * Begins at once.
   *
   * @param script answers by the beginning of what is said; {@code GREETING} and {@code .} too
   * @param startTls with which it offers STARTTLS, if it does
   */
  SmtpLookAlike(Map<String, String> script, Optional<SSLContext> startTls) {
    this.script = script;
    this.startTls = startTls;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::accept, "smtp-look-alike");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** All lines it was told; those over TLS begin with {@code TLS }. */
  List<String> transcript() {
    return transcript;
  }

  private void accept() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        talk(socket, "");
      } catch (IOException e) {
        // A client that left in the middle, or the test's end: the loop's condition tells.
        Thread.onSpinWait();
      }
    }
  }

  private void talk(Socket socket, String prefix) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    if (prefix.isEmpty()) {
      say(socket, answer("GREETING"));
    }
    boolean inData = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      transcript.add(prefix + line);
      if (line.equals("STARTTLS") && answer(line).startsWith("220")) {
        say(socket, answer(line));
        talk(secured(socket), "TLS ");
        return;
      }
      inData &= !line.equals(".");
      if (!inData) {
        String answer = line.startsWith("EHLO") ? extensions(prefix) : answer(line);
        say(socket, answer);
        inData = answer.startsWith("354");
      }
    }
  }

  private String extensions(String prefix) {
    boolean offered = startTls.isPresent() && prefix.isEmpty();
    return "250-here\r\n" + (offered ? "250-STARTTLS\r\n" : "") + "250-AUTH PLAIN\r\n250 8BITMIME";
  }

  private Socket secured(Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            startTls
                .orElseThrow()
                .getSocketFactory()
                .createSocket(socket, "localhost", socket.getPort(), true);
    secured.setUseClientMode(false);
    return secured;
  }

  private String answer(String line) {
    for (Map<String, String> answers : List.of(script, USUAL)) {
      for (Map.Entry<String, String> answer : answers.entrySet()) {
        if (line.startsWith(answer.getKey())) {
          return answer.getValue();
        }
      }
    }
    return "250 fine";
  }

  private static void say(Socket socket, String answer) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
