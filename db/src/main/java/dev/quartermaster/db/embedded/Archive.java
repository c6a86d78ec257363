package dev.quartermaster.db.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.jar.JarEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The server's binaries for this machine, packed, as they lie on the class path.
 *
 * @param key tells one build of the binaries from another; had without reading them
 */
record Archive(URL url, String key) {

  /** Owner's execute bit in a tar entry's mode. */
  private static final int EXECUTABLE = 0100;

  static Archive forThisMachine() {
    String system = system(System.getProperty("os.name"));
    String architecture = architecture(System.getProperty("os.arch"));
    URL url =
        Archive.class
            .getClassLoader()
            .getResource("postgres-%s-%s.txz".formatted(system, architecture));
    if (url == null) {
      throw new EmbeddedPostgresException(
          "There is no embedded PostgreSQL for %s on %s: name a database with --config."
              .formatted(system, architecture));
    }
    try {
      return new Archive(url, "%s-%s-%s".formatted(system, architecture, fingerprint(url)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String system(String osName) {
    String name = osName.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.replace(' ', '_');
  }

  private static String architecture(String osArch) {
    return switch (osArch) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> osArch;
    };
  }

  /** A jar's directory knows the checksum of its entries: no need to read 15 MB at each start. */
  private static String fingerprint(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      return "%08x".formatted(entry.getCrc());
    }
    return "%x-%x".formatted(connection.getContentLengthLong(), connection.getLastModified());
  }

  /** Unpacks into an empty directory; every file is on the disk when this returns. */
  void unpack(Path target) throws IOException {
    try (InputStream packed = new BufferedInputStream(url.openStream());
        InputStream unpacked = new XZCompressorInputStream(packed);
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, target);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    Path path = target.resolve(entry.getName()).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("the archive points outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isFile()) {
      write(tar, path);
      boolean executable = (entry.getMode() & EXECUTABLE) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    } else {
      throw new IOException("the archive has an entry of an unknown kind: " + entry.getName());
    }
  }

  private static void write(InputStream from, Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream to = Channels.newOutputStream(channel);
      from.transferTo(to);
      channel.force(true);
    }
  }
}
