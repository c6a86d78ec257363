package dev.quartermaster.ops.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quartermaster.ops.config.Secret;
import dev.quartermaster.ops.http.Keytool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {

  @TempDir Path directory;

  @Test
  void a_private_authority_is_trusted_when_it_is_named_and_not_otherwise() throws Exception {
    Keytool made = Keytool.make(directory, "RSA");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(made)));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("https://localhost:" + server.getAddress().getPort());
      Path authority = made.tls().certificate();

      assertThat(client(url, Optional.of(authority)).report(new byte[0]))
          .isInstanceOf(Answer.Later.class);
      assertThatThrownBy(() -> client(url, Optional.empty()).report(new byte[0]))
          .isInstanceOf(SSLException.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_file_without_certificates_is_refused_with_the_mend() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");

    assertThatThrownBy(() -> client(URI.create("https://localhost"), Optional.of(empty)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("--ca", "empty.pem", "name the file of the authority");
  }

  private static Client client(URI url, Optional<Path> authority) {
    return new Client(new Api(url, () -> new Secret("t"), authority));
  }

  private static SSLContext context(Keytool made) throws Exception {
    String pem = Files.readString(made.tls().key()).replaceAll("-----[^-]+-----", "");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "it",
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))),
        new char[0],
        new Certificate[] {made.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
