package dev.quartermaster.alerts.timetable;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a window, and says in plain words what is wrong with it. */
record WindowText(String text) {

  /** The end of a day. */
  static final String MIDNIGHT = "24:00";

  private static final String MEND =
      "; write it like 'sat sun 22:00-06:00', '12-25', '2027-01-01' or '2026-12-24T00:00/2026-12-27T00:00'";

  Window window() {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new IllegalArgumentException("'' is no window" + MEND);
    }
    return stripped.contains("/") ? span(stripped.split("/", -1)) : recurring(stripped);
  }

  private Window span(String[] ends) {
    if (ends.length != 2) {
      throw wrong("has more than one /");
    }
    return new Window.Span(moment(ends[0]), moment(ends[1]));
  }

  private LocalDateTime moment(String end) {
    try {
      return LocalDateTime.parse(end.strip().toUpperCase(Locale.ROOT));
    } catch (DateTimeException e) {
      throw wrong("has '%s' where a local date and time belong".formatted(end.strip()));
    }
  }

  private Window recurring(String stripped) {
    List<String> parts = Arrays.asList(stripped.toLowerCase(Locale.ROOT).split("[,\\s]+"));
    String last = parts.get(parts.size() - 1);
    if (!last.contains(":")) {
      return new Window.Recurring(days(parts), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);
    }
    String[] times = last.split("-", -1);
    if (times.length != 2) {
      throw wrong("has '%s' where two times belong".formatted(last));
    }
    LocalTime to = times[1].equals(MIDNIGHT) ? LocalTime.MIDNIGHT : time(times[1]);
    return new Window.Recurring(days(parts.subList(0, parts.size() - 1)), time(times[0]), to);
  }

  private LocalTime time(String part) {
    try {
      return LocalTime.parse(part);
    } catch (DateTimeException e) {
      throw wrong("has the time '%s'; times go from 00:00 to 23:59, and 24:00".formatted(part));
    }
  }

  private Days days(List<String> parts) {
    Set<DayOfWeek> weekdays = new HashSet<>();
    Set<MonthDay> yearly = new HashSet<>();
    Set<LocalDate> once = new HashSet<>();
    for (String part : parts) {
      if (part.matches("[a-z]+(-[a-z]+)?")) {
        String[] ends = part.split("-", -1);
        Days.range(weekday(ends[0]), weekday(ends[ends.length - 1])).forEach(weekdays::add);
      } else if (part.length() == "12-25".length()) {
        yearly.add(yearly(part));
      } else {
        once.add(date(part));
      }
    }
    return new Days(weekdays, yearly, once);
  }

  private DayOfWeek weekday(String name) {
    return Days.all()
        .filter(day -> Days.name(day).equals(name) || day.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> wrong("has the day '%s'; days go from mon to sun".formatted(name)));
  }

  private MonthDay yearly(String part) {
    try {
      return MonthDay.parse("--" + part);
    } catch (DateTimeException e) {
      throw noDay(part);
    }
  }

  private LocalDate date(String part) {
    try {
      return LocalDate.parse(part);
    } catch (DateTimeException e) {
      throw noDay(part);
    }
  }

  private IllegalArgumentException noDay(String part) {
    return wrong("has '%s', which is no day".formatted(part));
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("'%s' %s%s".formatted(text.strip(), what, MEND));
  }
}
