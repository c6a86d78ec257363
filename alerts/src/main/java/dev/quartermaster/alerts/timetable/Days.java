package dev.quartermaster.alerts.timetable;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Days by weekday, by date in every year, or by date: those of any of them. All of them empty is
 * every day.
 */
public record Days(Set<DayOfWeek> weekdays, Set<MonthDay> yearly, Set<LocalDate> once) {

  public static final Days EVERY = new Days(Set.of(), Set.of(), Set.of());

  public Days {
    // Every weekday is every day, in whatever other way it is said too.
    boolean every = weekdays.size() == 7;
    weekdays = every ? Set.of() : Set.copyOf(weekdays);
    yearly = every ? Set.of() : Set.copyOf(yearly);
    once = every ? Set.of() : Set.copyOf(once);
  }

  boolean isEvery() {
    return equals(EVERY);
  }

  boolean contains(LocalDate date) {
    return weekdays.contains(date.getDayOfWeek())
        || once.contains(date)
        || yearly.contains(MonthDay.from(date))
        || isEvery();
  }

  /** {@code sat sun 12-25 2027-01-01}; empty for every day. */
  String text() {
    return Stream.of(
            weekdays.stream().sorted().map(Days::name),
            yearly.stream().sorted().map(day -> day.toString().substring(2)),
            once.stream().sorted().map(LocalDate::toString))
        .flatMap(part -> part)
        .collect(Collectors.joining(" "));
  }

  /** {@code mon}. */
  static String name(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  /** The weekdays from one to another, over the week's end when it must be. */
  static Stream<DayOfWeek> range(DayOfWeek from, DayOfWeek to) {
    int days = Math.floorMod(to.getValue() - from.getValue(), 7) + 1;
    return Stream.iterate(from, day -> day.plus(1)).limit(days);
  }

  static Stream<DayOfWeek> all() {
    return Arrays.stream(DayOfWeek.values());
  }
}
