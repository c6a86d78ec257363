package dev.quartermaster.ops.node;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file as it is at one look: two that are equal say that nobody is writing it.
 *
 * @param changed when, as the file system tells; empty when it cannot be read
 * @param hash of the text; why it cannot be read otherwise
 */
record Fingerprint(String changed, long size, String hash) {

  /** A file that is much larger is no configuration; it is refused by who reads it. */
  private static final int MOST = 2 << 20;

  static Fingerprint of(Path file) {
    try {
      return new Fingerprint(
          Files.getLastModifiedTime(file).toString(), Files.size(file), hash(file));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return new Fingerprint("", 0, "no such file");
    } catch (IOException e) {
      return new Fingerprint("", 0, e.toString());
    }
  }

  boolean hasTextOf(Fingerprint other) {
    return hash.equals(other.hash);
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.readNBytes(MOST);
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
