package dev.quartermaster.ops.http;

import dev.quartermaster.ops.config.Configuration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Reads a certificate chain and its key, RSA or EC, from PEM files. */
final class PemFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final String MEND =
      "make a plain PKCS#8 one with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

  private PemFiles() {}

  static SslContextFactory.Server read(Configuration.Tls tls) {
    Certificate[] chain = chain(tls.certificate());
    PrivateKey key = key(tls.key(), chain[0].getPublicKey());
    // The store lives in memory only; its password guards nothing.
    char[] password = "in-memory".toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("server", key, password, chain);
      SslContextFactory.Server server = new SslContextFactory.Server();
      server.setKeyStore(store);
      server.setKeyStorePassword(new String(password));
      return server;
    } catch (GeneralSecurityException | IOException e) {
      throw new CannotListen("http.tls: the certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private static Certificate[] chain(Path file) {
    try {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(text(file).getBytes(StandardCharsets.US_ASCII)))
              .toArray(Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
      throw new GeneralSecurityException("there is none in it");
    } catch (GeneralSecurityException e) {
      throw new CannotListen(
          "http.tls.certificate: %s holds no certificates in PEM: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static PrivateKey key(Path file, PublicKey counterpart) {
    try {
      Matcher pem = KEY.matcher(text(file));
      if (!pem.find()) {
        throw new GeneralSecurityException("there is no BEGIN PRIVATE KEY in it");
      }
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey key =
          KeyFactory.getInstance(counterpart.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      Arrays.fill(der, (byte) 0);
      prove(key, counterpart);
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CannotListen(
          "http.tls.key: %s is not the certificate's key: %s; %s"
              .formatted(file, e.getMessage(), MEND),
          e);
    }
  }

  /** A wrong pair would only be found by the first client, in its words. */
  private static void prove(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(key);
    byte[] signed = signature.sign();
    signature.initVerify(counterpart);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the certificate has another");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new CannotListen("http.tls: cannot read %s (%s)".formatted(file, e), e);
    }
  }
}
