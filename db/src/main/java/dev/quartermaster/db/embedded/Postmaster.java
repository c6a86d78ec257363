package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The live server process of a directory, as its {@code postmaster.pid} tells.
 *
 * @param port where it listens, or will; 0 while it has not said yet
 */
record Postmaster(long pid, int port, Phase phase) {

  enum Phase {
    /** Recovery after a crash included. */
    STARTING,
    READY,
    STOPPING
  }

  /** Lines of postmaster.pid, counted from 0. */
  private static final int PID = 0;

  private static final int PORT = 3;
  private static final int STATUS = 7;

  /**
   * A pid that no system hands out: PostgreSQL takes the file for stale and looks closer itself.
   */
  private static final String NOBODY = String.valueOf(Integer.MAX_VALUE);

  /** Empty when no server runs here, whatever a killed one has left behind. */
  static Optional<Postmaster> of(Home home) throws IOException {
    List<String> lines = lines(home.postmasterPid());
    long pid = number(lines, PID);
    if (!serves(pid, home.data())) {
      return Optional.empty();
    }
    return Optional.of(new Postmaster(pid, (int) number(lines, PORT), phase(lines)));
  }

  /**
   * After a power cut the pid in the file may belong to another program, which would keep the
   * server from starting. The rest of the file stays: it lets PostgreSQL find surviving children of
   * the killed server, which must end first. Call under the start lock, and when {@link #of} is
   * empty.
   */
  static void disown(Home home) throws IOException {
    List<String> lines = lines(home.postmasterPid());
    if (number(lines, PID) == 0) {
      Files.deleteIfExists(home.postmasterPid());
    } else {
      lines.set(PID, NOBODY);
      Files.write(home.postmasterPid(), lines, StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * The path of the directory stands on the server's command line; no other process has it there.
   */
  private static boolean serves(long pid, Path data) {
    return pid > 0
        && ProcessHandle.of(pid)
            .flatMap(process -> process.info().arguments())
            .filter(arguments -> Arrays.asList(arguments).contains(data.toString()))
            .isPresent();
  }

  private static Phase phase(List<String> lines) {
    String status = lines.size() > STATUS ? lines.get(STATUS).strip() : "";
    return switch (status) {
      case "ready" -> Phase.READY;
      case "stopping" -> Phase.STOPPING;
      default -> Phase.STARTING;
    };
  }

  /** Latin-1, because a path is in the file that may have any bytes. */
  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** The number in a line; 0 when the file was cut off before it. */
  private static long number(List<String> lines, int line) {
    String text = lines.size() > line ? lines.get(line).strip() : "";
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
  }
}
