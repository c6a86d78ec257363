package dev.quartermaster.jobs.kind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What Linux says of a process.
 *
 * @param session the number of the process that leads it
 */
record ProcessStat(char state, long session) {

  static final Path PROC = Path.of("/proc");

  /** Empty when there is no such process any more, or no /proc. */
  static Optional<ProcessStat> of(long pid) {
    try {
      Path file = PROC.resolve(Long.toString(pid)).resolve("stat");
      return Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Its fields: pid (name) state parent group session …; the name may hold anything. */
  private static ProcessStat parse(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", 5);
    return new ProcessStat(fields[0].charAt(0), Long.parseLong(fields[3]));
  }

  /** Dead, though nobody may ever ask after it. */
  boolean isZombie() {
    return state == 'Z' || state == 'X';
  }
}
