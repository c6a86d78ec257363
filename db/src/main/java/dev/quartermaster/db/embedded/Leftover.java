package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a process that was killed half way has left in a directory. */
final class Leftover {

  /** An initdb whose parent was killed goes on writing for a moment. */
  private static final Duration STILL_WRITTEN = Duration.ofSeconds(10);

  private Leftover() {}

  static void removeAll(Path directory, String glob) throws IOException {
    try (var found = Files.newDirectoryStream(directory, glob)) {
      for (Path tree : found) {
        remove(tree);
      }
    }
  }

  private static void remove(Path tree) throws IOException {
    boolean gone = Poll.until(done -> done, STILL_WRITTEN, () -> removeOnce(tree));
    if (!gone) {
      throw new IOException(tree + " is still being written to");
    }
  }

  private static boolean removeOnce(Path tree) throws IOException {
    try {
      walkAndDelete(tree);
      return true;
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      return Files.notExists(tree);
    }
  }

  private static void walkAndDelete(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
