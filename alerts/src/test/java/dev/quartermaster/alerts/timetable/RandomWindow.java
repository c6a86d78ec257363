package dev.quartermaster.alerts.timetable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Random windows, made together with what they mean. */
final class RandomWindow {

  record Made(String text, Predicate<LocalDateTime> holds) {}

  private RandomWindow() {}

  /** One to three, near a moment. */
  static Made[] some(SplittableRandom random, Instant near) {
    Made[] made = new Made[random.nextInt(1, 4)];
    for (int i = 0; i < made.length; i++) {
      made[i] = one(random, LocalDateTime.ofInstant(near, ZoneOffset.UTC));
    }
    return made;
  }

  private static Made one(SplittableRandom random, LocalDateTime near) {
    LocalTime from = LocalTime.of(random.nextInt(24), 5 * random.nextInt(12));
    LocalTime to = LocalTime.of(random.nextInt(24), 5 * random.nextInt(12));
    String hours = " " + from + "-" + to;
    LocalDate date = near.toLocalDate().plusDays(random.nextInt(12));
    DayOfWeek day = DayOfWeek.of(random.nextInt(1, 8));
    return switch (random.nextInt(5)) {
      case 0 -> {
        LocalDateTime end = date.atTime(from).plusMinutes(random.nextInt(1, 8_000));
        yield new Made(
            date.atTime(from) + "/" + end,
            at -> !at.isBefore(date.atTime(from)) && at.isBefore(end));
      }
      case 1 -> new Made(date.toString(), at -> at.toLocalDate().equals(date));
      case 2 ->
          new Made(
              "%02d-%02d".formatted(date.getMonthValue(), date.getDayOfMonth()) + hours,
              onDays(
                  d -> d.getMonth() == date.getMonth() && d.getDayOfMonth() == date.getDayOfMonth(),
                  from,
                  to));
      case 3 ->
          new Made(
              day.name().substring(0, 3) + hours, onDays(d -> d.getDayOfWeek() == day, from, to));
      default -> new Made(hours, onDays(d -> true, from, to));
    };
  }

  private static Predicate<LocalDateTime> onDays(
      Predicate<LocalDate> days, LocalTime from, LocalTime to) {
    return at -> {
      LocalDate today = at.toLocalDate();
      LocalTime time = at.toLocalTime();
      if (from.isBefore(to)) {
        return days.test(today) && !time.isBefore(from) && time.isBefore(to);
      }
      return (days.test(today) && !time.isBefore(from))
          || (days.test(today.minusDays(1)) && time.isBefore(to));
    };
  }
}
