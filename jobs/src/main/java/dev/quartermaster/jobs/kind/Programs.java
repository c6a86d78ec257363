package dev.quartermaster.jobs.kind;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where programs lie. */
final class Programs {

  /** A service's PATH is often short. */
  private static final String SYSTEM = "/usr/bin:/bin:/usr/sbin:/sbin";

  private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

  private Programs() {}

  /** A program of the system's, that is there even when PATH does not lead to it. */
  static Optional<Path> tool(String name) {
    String path = System.getenv("PATH");
    return find(name, path == null ? SYSTEM : path + File.pathSeparator + SYSTEM);
  }

  /** The first of that name in the directories of {@code path} which may be run. */
  static Optional<Path> find(String name, String path) {
    return SEPARATOR
        .splitAsStream(path)
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(name))
        .filter(Programs::isProgram)
        .findFirst();
  }

  static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  /** BusyBox has most programs too, with fewer options. */
  static boolean isBusyBox(Path program) throws IOException {
    return program.toRealPath().endsWith("busybox");
  }
}
