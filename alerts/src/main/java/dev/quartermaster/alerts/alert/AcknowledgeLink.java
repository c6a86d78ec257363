package dev.quartermaster.alerts.alert;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;

/**
 * The link in a page by which it is acknowledged. Whoever has it may do that, of this alert, for a
 * day; nothing else. Following it changes nothing: mail scanners and previews do so too.
 *
 * @param until when it ends
 * @param signature what only this system can make of the alert and that time
 */
public record AcknowledgeLink(long alert, Instant until, String signature) {

  static final Duration GOOD_FOR = Duration.ofDays(1);

  private static final String ALGORITHM = "HmacSHA256";

  /** For an alert. */
  static AcknowledgeLink of(Handle handle, long alert, Instant now) {
    Instant until = Instant.ofEpochSecond(now.plus(GOOD_FOR).getEpochSecond());
    return new AcknowledgeLink(alert, until, sign(handle, alert, until));
  }

  /** Whether it was made here, for this alert, and has not ended. */
  public boolean isGood(Handle handle, Instant now) {
    byte[] given = signature.getBytes(StandardCharsets.UTF_8);
    byte[] right = sign(handle, alert, until).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, right) && now.isBefore(until);
  }

  /** Its address, where people reach a node. */
  URI at(URI publicUrl) {
    String base = publicUrl.toString();
    return URI.create(
        "%s/alerts/%d/acknowledge?until=%d&signature=%s"
            .formatted(
                base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
                alert,
                until.getEpochSecond(),
                signature));
  }

  private static String sign(Handle handle, long alert, Instant until) {
    byte[] secret = handle.createQuery("SELECT secret FROM link_key").mapTo(byte[].class).one();
    String text = "acknowledge/%d/%d".formatted(alert, until.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
