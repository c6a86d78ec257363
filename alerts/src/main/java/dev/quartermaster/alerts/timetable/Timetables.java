package dev.quartermaster.alerts.timetable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/** Reads timetables back from {@link Timetable#definition}. */
public final class Timetables {

  static final String EVERY = "every ";
  static final String EXCEPT = " except ";
  static final String BETWEEN_WINDOWS = "; ";

  private Timetables() {}

  /**
   * The timetable of a definition.
   *
   * @throws IllegalArgumentException names the definition and what is wrong with it
   */
  public static Timetable parse(String definition) {
    try {
      String[] parts = definition.split(EXCEPT, -1);
      Timetable planned = planned(parts[0]);
      List<Blackout> calendars = Arrays.stream(parts).skip(1).map(Timetables::blackout).toList();
      return calendars.isEmpty() ? planned : new Except(planned, calendars);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is not a timetable's definition: %s".formatted(definition, e.getMessage()), e);
    }
  }

  private static Timetable planned(String text) {
    if (text.startsWith(EVERY)) {
      return Interval.of(Duration.parse(text.substring(EVERY.length())));
    }
    String[] parts = fields(text, "a kind, a zone and an expression");
    ZoneId zone = ZoneId.of(parts[1]);
    return switch (parts[0]) {
      case "cron" -> CronTimetable.quartz(parts[2], zone);
      case "crontab" -> CronTimetable.unix(parts[2], zone);
      default -> throw new IllegalArgumentException("it has the unknown kind '" + parts[0] + "'");
    };
  }

  static Blackout blackout(String text) {
    String[] parts = fields(text, "a calendar's name, zone and windows");
    List<Window> windows =
        Arrays.stream(parts[2].split(BETWEEN_WINDOWS, -1)).map(Window::parse).toList();
    return new Blackout(parts[0], ZoneId.of(parts[1]), windows);
  }

  private static String[] fields(String text, String wanted) {
    String[] parts = text.split(" ", 3);
    if (parts.length < 3) {
      throw new IllegalArgumentException("'%s' lacks %s".formatted(text, wanted));
    }
    return parts;
  }
}
