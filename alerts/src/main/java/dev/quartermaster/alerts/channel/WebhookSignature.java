package dev.quartermaster.alerts.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is posted as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it:
 * HMAC-SHA256 over {@code id.timestamp.body}.
 *
 * <p>Several secrets give several signatures, of which a receiver needs to know one: so a secret
 * can be changed without a message lost. They are never shown.
 */
public final class WebhookSignature {

  /** Bytes of a secret, by the standard. */
  public static final int LEAST_BYTES = 24;

  public static final int MOST_BYTES = 64;

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final String MEND = "make one by 'openssl rand -base64 32'";

  private final List<SecretKeySpec> keys;

  private WebhookSignature(List<SecretKeySpec> keys) {
    this.keys = keys;
  }

  /**
   * By these secrets.
   *
   * @param secrets each the base64 of 24 to 64 bytes, with {@code whsec_} before it or without;
   *     several are separated by spaces
   * @throws IllegalArgumentException says which of them is none, and the mend
   */
  public static WebhookSignature by(String secrets) {
    if (secrets.isBlank()) {
      throw new IllegalArgumentException("it is empty; " + MEND);
    }
    List<SecretKeySpec> keys = new ArrayList<>();
    for (String secret : secrets.strip().split("\\s+", -1)) {
      keys.add(key(secret, keys.size() + 1));
    }
    return new WebhookSignature(List.copyOf(keys));
  }

  private static SecretKeySpec key(String secret, int number) {
    byte[] bytes = bytes(secret, number);
    if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "secret %d has %d bytes and needs %d to %d; %s"
              .formatted(number, bytes.length, LEAST_BYTES, MOST_BYTES, MEND));
    }
    return new SecretKeySpec(bytes, ALGORITHM);
  }

  // The decoder's own words would show a part of the secret.
  @SuppressWarnings("UnusedException")
  private static byte[] bytes(String secret, int number) {
    String base64 = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("secret %d is not base64; %s".formatted(number, MEND));
    }
  }

  /**
   * The headers that make a receiver believe the body.
   *
   * @param id the same however often the message is sent; without a full stop
   * @param at when it is sent this time
   */
  public Map<String, String> headers(String id, Instant at, String body) {
    String timestamp = String.valueOf(at.getEpochSecond());
    byte[] signed = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        keys.stream().map(key -> "v1," + code(key, signed)).collect(Collectors.joining(" ")));
  }

  private static String code(SecretKeySpec key, byte[] signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
