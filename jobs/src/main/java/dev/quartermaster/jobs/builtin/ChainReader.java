package dev.quartermaster.jobs.builtin;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chain that a server shows and lets the handshake go on, whatever it is: to look at a
 * certificate is not to trust it, and nothing is sent.
 */
final class ChainReader extends X509ExtendedTrustManager {

  private List<X509Certificate> chain = List.of();
  private final List<String> wrong = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  List<X509Certificate> chain() {
    return chain;
  }

  Presented presented(String where, String... moreNotes) {
    return new Presented(
        where,
        chain,
        List.copyOf(wrong),
        Stream.concat(notes.stream(), Arrays.stream(moreNotes)).toList());
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket)
      throws CertificateException {
    chain = List.of(shown);
    if (socket instanceof SSLSocket tls) {
      checkName(shown, authType, tls);
    }
    checkIssuer(shown[shown.length - 1]);
  }

  /** By the platform's own rules, as if the certificate itself were trusted. */
  private void checkName(X509Certificate[] shown, String authType, SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      trusting(shown[0]).checkServerTrusted(shown, authType, socket);
    } catch (CertificateException e) {
      wrong.add("its certificate is of another name: " + e.getMessage());
    }
  }

  /** A chain that ends with neither a root nor one whose issuer is known here is only said. */
  private void checkIssuer(X509Certificate last) throws CertificateException {
    boolean isRoot = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
    boolean isKnown =
        Arrays.stream(trusting(null).getAcceptedIssuers())
            .anyMatch(
                known -> known.getSubjectX500Principal().equals(last.getIssuerX500Principal()));
    if (!isRoot && !isKnown) {
      notes.add(
          "its chain is not complete here: %s is issued by %s, which it does not show"
              .formatted(
                  last.getSubjectX500Principal().getName(),
                  last.getIssuerX500Principal().getName()));
    }
  }

  /** Trusts this one only; those that the platform trusts when it is null. */
  private static X509ExtendedTrustManager trusting(@Nullable X509Certificate only)
      throws CertificateException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      KeyStore store = null;
      if (only != null) {
        store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("shown", only);
      }
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new CertificateException("this JDK has no X.509 trust manager"));
    } catch (GeneralSecurityException | IOException e) {
      throw new CertificateException("certificates cannot be judged on this JDK: " + e, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String authType) {
    chain = List.of(shown);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine) {
    chain = List.of(shown);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String authType)
      throws CertificateException {
    throw new CertificateException("this side asks, and is never asked");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(shown, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(shown, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
