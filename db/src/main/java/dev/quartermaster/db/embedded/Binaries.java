package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The server's programs, unpacked once for each user of the machine.
 *
 * @param root the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path root) {

  /** Names another directory for the unpacked binaries. */
  static final String CACHE_PROPERTY = "quartermaster.postgres.cache";

  /** Finds the binaries that belong to this build, and unpacks them when nobody has yet. */
  static Binaries ready() {
    return ready(cache(System.getProperty(CACHE_PROPERTY), System.getenv("XDG_CACHE_HOME")));
  }

  /** At once when they are unpacked already: their place is renamed into being when complete. */
  static Binaries ready(Path cache) {
    Archive archive = Archive.forThisMachine();
    Path root = cache.resolve("postgresql-" + archive.key());
    if (!Files.isDirectory(root)) {
      try {
        unpack(archive, cache, root);
      } catch (IOException e) {
        throw new EmbeddedPostgresException(
            "PostgreSQL cannot be unpacked into %s (%s): make room there, or name another directory with -D%s=DIR."
                .formatted(cache, e, CACHE_PROPERTY),
            e);
      }
    }
    return new Binaries(root);
  }

  private static Path cache(@Nullable String named, @Nullable String xdgCacheHome) {
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    boolean xdg = xdgCacheHome != null && Path.of(xdgCacheHome).isAbsolute();
    Path caches = xdg ? Path.of(xdgCacheHome) : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("quartermaster").toAbsolutePath();
  }

  @SuppressWarnings("try") // The lock is only held.
  private static synchronized void unpack(Archive archive, Path cache, Path root)
      throws IOException {
    Files.createDirectories(cache);
    try (HeldFile lock = HeldFile.hold(cache.resolve("unpack.lock"), "unpacking PostgreSQL")) {
      if (Files.isDirectory(root)) {
        return;
      }
      Leftover.removeAll(cache, "*.unpacking");
      Path growing = cache.resolve(root.getFileName() + ".unpacking");
      Files.createDirectory(growing);
      archive.unpack(growing);
      Files.move(growing, root, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }
}
