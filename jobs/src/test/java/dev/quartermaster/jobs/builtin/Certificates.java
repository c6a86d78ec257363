package dev.quartermaster.jobs.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Keys and certificates made by the JDK's keytool, and a server that shows them. */
final class Certificates {

  private static final String PASSWORD = "changeit";

  private final Path store;

  Certificates(Path directory) {
    store = directory.resolve("keys.p12");
  }

  /** A certificate for localhost, valid so many days from a date on. */
  void make(String alias, String from, int days, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + alias,
                "-startdate",
                from + " 00:00:00",
                "-validity",
                String.valueOf(days)));
    arguments.addAll(List.of(more));
    keytool(arguments);
  }

  /** As PEM. */
  Path exported(String alias, Path file) {
    try {
      String content =
          Base64.getMimeEncoder().encodeToString(keys().getCertificate(alias).getEncoded());
      return Files.writeString(
          file, "-----BEGIN CERTIFICATE-----\n" + content + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore keys() throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(store)) {
      keys.load(content, PASSWORD.toCharArray());
    }
    return keys;
  }

  private void keytool(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-Duser.timezone=UTC");
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * A server on the loopback address, on a free port, that shakes hands with all who come.
   *
   * @param shown how many certificates of the chain it shows
   */
  SSLServerSocket serve(String alias, int shown) {
    try {
      KeyStore all = keys();
      Certificate[] chain = all.getCertificateChain(alias);
      KeyStore one = KeyStore.getInstance("PKCS12");
      one.load(null, null);
      one.setKeyEntry(
          alias,
          all.getKey(alias, PASSWORD.toCharArray()),
          PASSWORD.toCharArray(),
          Arrays.copyOf(chain, Math.min(shown, chain.length)));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(one, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      SSLServerSocket server =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> answer(server), "tls-server");
      thread.setDaemon(true);
      thread.start();
      return server;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(SSLServerSocket server) {
    while (!server.isClosed()) {
      try (var socket = server.accept()) {
        // Until the other side has seen enough.
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // A client that left in the middle, or the test's end: the loop's condition tells.
        Thread.onSpinWait();
      }
    }
  }
}
