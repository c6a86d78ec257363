package dev.quartermaster.ops.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token's text, {@code qm_ID_SECRET}, as its owner presents it. It never shows itself in a log.
 */
public final class Presented {

  private static final Pattern FORM = Pattern.compile("qm_([0-9a-f]{12})_([0-9a-f]{64})");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final String secret;

  private Presented(String id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  /** A new one: 48 random bits to be found by, and 256 to be known by. */
  static Presented random() {
    return new Presented(hex(6), hex(32));
  }

  private static String hex(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Empty when it does not look like a token at all. */
  public static Optional<Presented> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new Presented(form.group(1), form.group(2)))
        : Optional.empty();
  }

  /** The part that may be shown. */
  public String id() {
    return id;
  }

  /** The whole text: to be shown once, to the person who asked for it. */
  public String reveal() {
    return "qm_" + id + "_" + secret;
  }

  /** What is kept of the secret. */
  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "qm_" + id + "_…";
  }
}
