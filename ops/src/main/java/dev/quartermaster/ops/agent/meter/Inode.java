package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Tells a directory from an earlier one of the same name. */
public final class Inode {

  private Inode() {}

  /** Empty when there is none. */
  public static Optional<String> of(Path directory) throws IOException {
    try {
      return Optional.of(String.valueOf(Files.getAttribute(directory, "unix:ino")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
