package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A good certificate for localhost and bad ones, all but one by an authority.
 *
 * @param good shown by a server
 * @param bad by the fault that it is
 * @param trusting the authority, for a client
 */
record Certificates(SSLContext good, Map<ChannelFault, SSLContext> bad, SSLContext trusting) {

  private static final String AUTHORITY = "authority";
  private static final char[] PASSWORD = Keys.PASSWORD.toCharArray();

  /** Makes them by the JDK's keytool. */
  static Certificates make(Path directory) {
    Path file = directory.resolve("certificates.p12");
    Keys.keytool(file, AUTHORITY, "bc:critical=ca:true");
    Keys.keytool(file, "good", "san=dns:localhost", "-signer", AUTHORITY);
    Keys.keytool(file, "other", "san=dns:elsewhere", "-signer", AUTHORITY);
    Keys.keytool(file, "self-signed", "san=dns:localhost");
    Keys.keytool(
        file,
        "expired",
        "san=dns:localhost",
        "-signer",
        AUTHORITY,
        "-startdate",
        "-11d",
        "-validity",
        "10");
    try (InputStream content = Files.newInputStream(file)) {
      KeyStore all = KeyStore.getInstance("PKCS12");
      all.load(content, PASSWORD);
      return of(all);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Certificates of(KeyStore all) throws GeneralSecurityException, IOException {
    return new Certificates(
        showing(all, "good"),
        Map.of(
            ChannelFault.SELF_SIGNED, showing(all, "self-signed"),
            ChannelFault.EXPIRED, showing(all, "expired"),
            ChannelFault.OF_ANOTHER_NAME, showing(all, "other")),
        trusting(all));
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static SSLContext showing(KeyStore all, String alias)
      throws GeneralSecurityException, IOException {
    KeyStore one = empty();
    one.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(one, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static SSLContext trusting(KeyStore all) throws GeneralSecurityException, IOException {
    KeyStore one = empty();
    one.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(one);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
