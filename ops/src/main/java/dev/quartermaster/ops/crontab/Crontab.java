package dev.quartermaster.ops.crontab;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of a crontab.
 *
 * @param jobs in the order of the file
 * @param notCarriedOver lines that have no place in the configuration
 */
public record Crontab(List<Job> jobs, List<Line> notCarriedOver) {

  /**
   * How a crontab is to be read.
   *
   * @param system whether a user stands between time and command
   * @param zone by whose clock its times go, unless it says another one
   * @param taken names that no job may get
   */
  public record Reading(boolean system, ZoneId zone, Set<String> taken) {}

  /**
   * One line that became a schedule.
   *
   * @param line counted from 1
   * @param keys of the schedule, as the configuration has them
   * @param notes what a person should know of the change
   */
  public record Job(int line, String name, Map<String, Object> keys, List<String> notes) {}

  /** One line that did not. */
  public record Line(int line, String text, String reason) {}

  /** Whether a file is the system's by its place, and so names a user in each line. */
  public static boolean isSystems(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.equals(Path.of("/etc/crontab")) || absolute.startsWith("/etc/cron.d");
  }

  /** Reads the text of a crontab; what is wrong in it is part of the answer. */
  public static Crontab read(String text, Reading how) {
    ReadCrontab reading = new ReadCrontab(how);
    text.lines().forEach(reading::line);
    return reading.crontab();
  }
}
