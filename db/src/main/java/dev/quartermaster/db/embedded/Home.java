package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;

/**
 * What lies where in the directory of one server.
 *
 * @param directory the real, absolute path, so that every process names it alike
 */
record Home(Path directory) {

  /** pg_ctl hands the path to a shell inside double quotes. */
  private static final Pattern UNQUOTABLE = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  /** Creates the directory, readable by its owner only, when it is not there. */
  static Home prepare(Path directory) {
    Path wanted = directory.toAbsolutePath().normalize();
    if (UNQUOTABLE.matcher(wanted.toString()).find()) {
      throw new EmbeddedPostgresException(
          "The directory " + wanted + " has one of \" $ ` \\ in its name: choose another one.");
    }
    try {
      Files.createDirectories(
          wanted,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Home home = new Home(wanted.toRealPath());
      if (!Files.isWritable(home.directory)) {
        throw new IOException("permission denied");
      }
      return home;
    } catch (FileAlreadyExistsException e) {
      throw notWritable(
          wanted, "something that is no directory is in the way at " + e.getFile(), e);
    } catch (IOException e) {
      throw notWritable(wanted, String.valueOf(e.getMessage()), e);
    }
  }

  private static EmbeddedPostgresException notWritable(Path wanted, String why, IOException cause) {
    return new EmbeddedPostgresException(
        "The directory %s cannot be written (%s): choose another one, or give it to the user %s."
            .formatted(wanted, why, System.getProperty("user.name")),
        cause);
  }

  Path data() {
    return directory.resolve("data");
  }

  Path postmasterPid() {
    return data().resolve("postmaster.pid");
  }

  Path password() {
    return directory.resolve("password");
  }

  Path port() {
    return directory.resolve("port");
  }

  Path log() {
    return directory.resolve("server.log");
  }

  Path startLock() {
    return directory.resolve("start.lock");
  }

  Path usersLock() {
    return directory.resolve("users.lock");
  }

  /** Makes a rename in the directory outlive a power cut. */
  void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
