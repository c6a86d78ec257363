package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Times as people say them, by the clock that the monitor goes by. */
record Told(ZoneId zone, Instant now) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

  static Told by(Timetable timetable, Instant now) {
    return new Told(zone(timetable), now);
  }

  private static ZoneId zone(Timetable timetable) {
    if (timetable instanceof CronTimetable cron) {
      return cron.zone();
    }
    return timetable instanceof Except except ? zone(except.planned()) : ZoneOffset.UTC;
  }

  /** {@code 02:00}, {@code yesterday 02:03}, {@code 2026-11-18 02:03}. */
  String at(Instant time) {
    ZonedDateTime local = time.atZone(zone);
    String clock = (local.getSecond() == 0 ? TIME : SECONDS).format(local);
    LocalDate today = now.atZone(zone).toLocalDate();
    if (local.toLocalDate().equals(today)) {
      return clock;
    }
    boolean isYesterday = local.toLocalDate().equals(today.minusDays(1));
    return (isYesterday ? "yesterday" : local.toLocalDate().toString()) + " " + clock;
  }

  String zoneName() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /** {@code 12 min ago}. */
  String ago(Instant time) {
    return span(Duration.between(time, now)) + " ago";
  }

  /** {@code 42 s}, {@code 3 min 5 s}, {@code 1 h 20 min}, {@code 2 d 3 h}. */
  static String span(Duration span) {
    if (span.toDays() > 0) {
      return two(span.toDays(), "d", span.toHoursPart(), "h");
    } else if (span.toHours() > 0) {
      return two(span.toHours(), "h", span.toMinutesPart(), "min");
    } else if (span.toMinutes() > 0) {
      return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
    }
    return span.toSeconds() + " s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return small == 0
        ? large + " " + largeUnit
        : "%d %s %d %s".formatted(large, largeUnit, small, smallUnit);
  }
}
