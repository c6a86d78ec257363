package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.incident.IncidentPage;
import dev.quartermaster.ops.incident.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a report goes; whether it can is found before there is anything to report. */
record ReportFile(Path path) {

  /**
   * Nothing is changed yet.
   *
   * @throws BadInput when nothing can be written there
   */
  static ReportFile at(Path path) {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new BadInput("--report %s: there is no directory %s".formatted(path, directory));
    }
    if (Files.isDirectory(path)) {
      throw new BadInput("--report %s is a directory; name a file in it".formatted(path));
    }
    boolean isNew = !Files.exists(path);
    try {
      Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
      if (isNew) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new BadInput("--report %s cannot be written (%s)".formatted(path, e));
    }
    return new ReportFile(path);
  }

  void write(Result result) {
    try {
      Files.writeString(path, IncidentPage.of(result));
    } catch (IOException e) {
      throw new ExitCode.Failed(
          "the report cannot be written any more to %s (%s)".formatted(path, e));
    }
  }
}
