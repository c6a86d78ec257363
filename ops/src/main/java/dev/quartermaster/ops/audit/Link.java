package dev.quartermaster.ops.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * An entry as a link of the chain. Hashes are figured here and not by the database, whose function
 * for it could have been replaced.
 *
 * @param content its other columns as text, in the order in which they are hashed
 * @param previous the hash of the entry before, in hexadecimal
 */
record Link(long number, List<Optional<String>> content, String previous, String hash) {

  /** What stands before the first entry. */
  static final String START = "0".repeat(64);

  boolean fits() {
    return hash.equals(hashAs(number));
  }

  /** The hash that it would have as the entry of this number; the same as {@code audit_hash}. */
  String hashAs(long other) {
    StringJoiner text = new StringJoiner("\n");
    text.add(part(Long.toString(other)));
    content.forEach(column -> text.add(column.map(Link::part).orElse("-")));
    text.add(part(previous));
    try {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String part(String text) {
    return text.codePointCount(0, text.length()) + ":" + text;
  }
}
