package dev.quartermaster.ops.agent.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificates in a file and no others. */
final class Authority {

  private Authority() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it cannot be read or holds none
   */
  static SSLContext of(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      return trusting(CertificateFactory.getInstance("X.509").generateCertificates(pem));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "--ca %s holds no certificates in PEM that could be read (%s): name the file of the authority that signed the server's certificate"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static SSLContext trusting(Collection<? extends Certificate> certificates)
      throws IOException, GeneralSecurityException {
    if (certificates.isEmpty()) {
      throw new CertificateException("there is none in it");
    }
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
