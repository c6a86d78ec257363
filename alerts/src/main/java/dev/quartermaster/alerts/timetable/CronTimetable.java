package dev.quartermaster.alerts.timetable;

import java.time.Instant;
import java.time.ZoneId;

/** A cron expression in a time zone: a stand-in that checks the number of fields and the hour. */
public record CronTimetable(String text, ZoneId zone) implements Timetable {

  /** Seconds first, six or seven fields. */
  public static CronTimetable quartz(String text, ZoneId zone) {
    return checked("cron", text, zone, 6, 7, 2);
  }

  /** Minutes first, five fields. */
  public static CronTimetable unix(String text, ZoneId zone) {
    return checked("crontab", text, zone, 5, 5, 1);
  }

  private static CronTimetable checked(
      String word, String text, ZoneId zone, int fewest, int most, int hourAt) {
    String[] fields = text.trim().split("\\s+", -1);
    if (fields.length < fewest || fields.length > most) {
      throw new IllegalArgumentException(
          "%s '%s' has %d fields; it takes %d".formatted(word, text, fields.length, fewest));
    }
    String hour = fields[hourAt];
    if (hour.matches("\\d+") && Integer.parseInt(hour) > 23) {
      throw new IllegalArgumentException(
          "%s '%s' has hour %s; hours go from 0 to 23".formatted(word, text, hour));
    }
    return new CronTimetable(text, zone);
  }

  @Override
  public Instant next(Instant after) {
    return Instant.MAX;
  }
}
