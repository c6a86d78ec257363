package dev.quartermaster.ops.agent.spool;

import dev.quartermaster.ops.node.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Lets one agent at a time have a directory; the lock goes with the process, however it ends. */
final class StateDirectory implements AutoCloseable {

  private final FileChannel lock;

  private StateDirectory(FileChannel lock) {
    this.lock = lock;
  }

  static StateDirectory take(Path directory) throws IOException {
    // It tells who works here and how much.
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel lock =
        FileChannel.open(
            directory.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        return new StateDirectory(lock);
      }
    } catch (OverlappingFileLockException e) {
      // Another agent of this very process.
    }
    lock.close();
    throw new Refused(
        "an agent is at work with the state directory %s already: stop it, or give this one another by --state-dir"
            .formatted(directory));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
