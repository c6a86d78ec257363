package dev.quartermaster.ops.agent.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** A disk on which one step goes wrong; it forces nothing, for no power is cut here. */
final class FailingDisk implements Disk {

  /** How it goes wrong. */
  enum Way {
    KILLED_BEFORE,
    KILLED_WHILE_WRITING,
    KILLED_AFTER,
    FULL,
    FAILED_AFTER
  }

  /** The process is dead. */
  static final class Killed extends Error {}

  private final Way way;
  private int left;

  FailingDisk(Way way, int step) {
    this.way = way;
    this.left = step;
  }

  /** Whether the step has been reached. */
  boolean hasFailed() {
    return left < 0;
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    step(
        () -> Files.write(file, content),
        () -> Files.write(file, Arrays.copyOf(content, content.length / 2)));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step(() -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE), () -> {});
  }

  @Override
  public void delete(Path file) throws IOException {
    if (Files.exists(file)) {
      step(() -> Files.delete(file), () -> {});
    }
  }

  private interface Act {
    void carryOut() throws IOException;
  }

  private void step(Act whole, Act half) throws IOException {
    if (left-- != 0) {
      whole.carryOut();
      return;
    }
    switch (way) {
      case KILLED_BEFORE -> throw new Killed();
      case KILLED_WHILE_WRITING -> {
        half.carryOut();
        throw new Killed();
      }
      case KILLED_AFTER -> {
        whole.carryOut();
        throw new Killed();
      }
      case FULL -> {
        half.carryOut();
        throw new IOException("No space left on device");
      }
      case FAILED_AFTER -> {
        whole.carryOut();
        throw new IOException("Input/output error");
      }
    }
  }
}
