package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The one password of a server, in a file that only its owner can read. */
final class Password {

  /** 256 bits: 43 characters. */
  private static final int BYTES = 32;

  private Password() {}

  /** Writes a new random password, whole or not at all. */
  static void create(Home home) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);

    Path fresh = home.password().resolveSibling("password.new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(password.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Files.move(fresh, home.password(), StandardCopyOption.ATOMIC_MOVE);
  }

  static String read(Home home) {
    try {
      return Files.readString(home.password()).strip();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "The password file %s cannot be read (%s): restore it, with mode 0600 and owned by %s; without it the data in %s stays closed."
              .formatted(home.password(), e, System.getProperty("user.name"), home.data()),
          e);
    }
  }
}
