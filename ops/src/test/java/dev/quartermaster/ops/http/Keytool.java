package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.config.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of our own for localhost, made by the JDK's keytool, as PEM files. */
public record Keytool(Configuration.Tls tls, Certificate certificate) {

  private static final char[] PASSWORD = "changeit".toCharArray();

  public static Keytool make(Path directory, String algorithm) throws Exception {
    Path store = directory.resolve(algorithm + ".p12");
    run(store, algorithm);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Certificate certificate = keys.getCertificate("it");
    return new Keytool(
        new Configuration.Tls(
            pem(directory.resolve(algorithm + ".crt"), "CERTIFICATE", certificate.getEncoded()),
            pem(
                directory.resolve(algorithm + ".key"),
                "PRIVATE KEY",
                keys.getKey("it", PASSWORD).getEncoded())),
        certificate);
  }

  private static void run(Path store, String algorithm) throws IOException, InterruptedException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static Path pem(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label));
  }

  /** Trusts this certificate and no other. */
  public SSLContext client() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("it", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
