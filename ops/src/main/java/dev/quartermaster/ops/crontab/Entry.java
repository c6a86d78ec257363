package dev.quartermaster.ops.crontab;

import dev.quartermaster.alerts.timetable.CronTimetable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a crontab that runs something.
 *
 * @param time as {@code crontab:} takes it
 * @param user in a system's crontab
 */
record Entry(String time, Optional<String> user, String command) {

  // The dash keeps some crons from logging the run.
  private static final Pattern FIELDS =
      Pattern.compile("-?(@\\S+|\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+)(?:\\s+(.*))?");
  private static final Pattern WITH_USER = Pattern.compile("(\\S+)(?:\\s+(.*))?");
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*\\$?");

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException says why it cannot become a schedule
   */
  static Entry read(String line, boolean system, ZoneId zone) {
    Matcher fields = FIELDS.matcher(line.strip());
    if (!fields.matches()) {
      throw new IllegalArgumentException(
          "has too few fields; a line is five for the time%s, then the command"
              .formatted(system ? ", one for the user" : ""));
    }
    String time = time(fields.group(1), zone);
    String rest = Optional.ofNullable(fields.group(2)).orElse("").strip();
    if (!system) {
      return new Entry(time, Optional.empty(), command(rest, "the time"));
    }
    Matcher withUser = WITH_USER.matcher(rest);
    if (!withUser.matches()) {
      throw new IllegalArgumentException("has no user and no command after the time");
    }
    String user = withUser.group(1);
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no user's name; a user's own crontab is read without --system".formatted(user));
    }
    String command = Optional.ofNullable(withUser.group(2)).orElse("").strip();
    return new Entry(time, Optional.of(user), command(command, "the user '%s'".formatted(user)));
  }

  private static String command(String text, String after) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("has no command after " + after);
    }
    return text;
  }

  private static String time(String written, ZoneId zone) {
    String time = written.equals("@every_minute") ? "* * * * *" : written.replaceAll("\\s+", " ");
    if (CronTimetable.unix(time, zone).next(Instant.EPOCH).equals(Instant.MAX)) {
      throw new IllegalArgumentException("'%s' names no day that ever comes".formatted(time));
    }
    return time;
  }

  /** Whether a comment's text would be an entry: one that was taken out, or a column's heading. */
  static boolean isLike(String text) {
    try {
      var unused = read(text, false, ZoneId.of("UTC"));
      return true;
    } catch (IllegalArgumentException e) {
      // No entry: a person's own words.
      return text.matches("@\\S+ .*|m(in(ute)?)?\\s+h.*|[.|*-].*");
    }
  }
}
