package dev.quartermaster.alerts.timetable;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A random cron expression, made together with what it means.
 *
 * @param quartz the dialect
 * @param text as it is written
 * @param days which dates it selects
 * @param everySoOften its hours are all hours, or a step over all of them
 */
record RandomCron(
    boolean quartz,
    String text,
    RandomField second,
    RandomField minute,
    RandomField hour,
    Predicate<LocalDate> days,
    boolean everySoOften) {

  private record Days(String text, Predicate<LocalDate> selects, boolean fromStar) {}

  CronTimetable in(ZoneId zone) {
    return quartz ? CronTimetable.quartz(text, zone) : CronTimetable.unix(text, zone);
  }

  boolean selects(LocalDateTime time) {
    return second.selects().test(time.getSecond())
        && minute.selects().test(time.getMinute())
        && hour.selects().test(time.getHour())
        && days.test(time.toLocalDate());
  }

  /** A random expression; {@code bySecond} ones may fire at other seconds than 0. */
  static RandomCron of(SplittableRandom random, boolean bySecond) {
    boolean quartz = bySecond || random.nextBoolean();
    RandomField second = bySecond ? number(random, 0, 59, true) : RandomField.only(0);
    RandomField minute = number(random, 0, 59, quartz);
    RandomField hour = number(random, 0, 23, quartz);
    // Most expressions fire on most days: a window of a few days should see them fire.
    RandomField month = random.nextInt(4) == 0 ? months(random, quartz) : RandomField.ALL;
    Days ofMonth =
        random.nextInt(3) == 0 ? daysOfMonth(random, quartz) : new Days("*", date -> true, true);
    Days ofWeek =
        random.nextInt(3) == 0 ? daysOfWeek(random, quartz) : new Days("*", date -> true, true);
    if (quartz) {
      boolean byWeek = random.nextBoolean();
      ofMonth = byWeek ? new Days("?", date -> true, true) : ofMonth;
      ofWeek = byWeek ? ofWeek : new Days("?", date -> true, true);
    }
    boolean either = !ofMonth.fromStar && !ofWeek.fromStar;
    Predicate<LocalDate> days =
        either ? ofMonth.selects.or(ofWeek.selects) : ofMonth.selects.and(ofWeek.selects);
    String text =
        String.join(" ", minute.text(), hour.text(), ofMonth.text, month.text(), ofWeek.text);
    return new RandomCron(
        quartz,
        (quartz ? second.text() + " " : "") + text,
        second,
        minute,
        hour,
        days.and(date -> month.selects().test(date.getMonthValue())),
        hour.stepsFromZero() || IntStream.range(0, 24).allMatch(hour.selects()));
  }

  private static RandomField number(SplittableRandom random, int min, int max, boolean quartz) {
    return RandomField.of(random, min, max, quartz, Integer::toString);
  }

  private static RandomField months(SplittableRandom random, boolean quartz) {
    List<String> names =
        List.of("JAN", "FEB", "mar", "APR", "MAY", "jun", "JUL", "AUG", "SEP", "OCT", "Nov", "DEC");
    return RandomField.of(random, 1, 12, quartz, month -> names.get(month - 1));
  }

  private static Days daysOfMonth(SplittableRandom random, boolean quartz) {
    int n = random.nextInt(1, 32);
    int back = random.nextInt(1, 31);
    return switch (quartz ? random.nextInt(6) : 5) {
      case 0 -> new Days("L", date -> date.getDayOfMonth() == date.lengthOfMonth(), false);
      case 1 ->
          new Days("L-" + back, date -> date.getDayOfMonth() == date.lengthOfMonth() - back, false);
      case 2 -> new Days("LW", date -> workdayNearest(date, date.lengthOfMonth()), false);
      case 3 -> new Days(n + "W", date -> workdayNearest(date, n), false);
      case 4 ->
          new Days(
              n + ",L",
              date -> date.getDayOfMonth() == n || date.getDayOfMonth() == date.lengthOfMonth(),
              false);
      default -> {
        RandomField field = number(random, 1, 31, quartz);
        yield new Days(
            field.text(), date -> field.selects().test(date.getDayOfMonth()), field.fromStar());
      }
    };
  }

  /**
   * The Monday to Friday of the same month with the least distance to a day; of two, the earlier on
   * a Saturday.
   */
  private static boolean workdayNearest(LocalDate date, int day) {
    if (day > date.lengthOfMonth()) {
      return false;
    }
    LocalDate wanted = date.withDayOfMonth(day);
    int[] order =
        wanted.getDayOfWeek() == DayOfWeek.SATURDAY ? new int[] {-1, 2} : new int[] {1, -2};
    if (wanted.getDayOfWeek().getValue() <= 5) {
      return date.equals(wanted);
    }
    LocalDate near = wanted.plusDays(order[0]);
    return date.equals(near.getMonth() == wanted.getMonth() ? near : wanted.plusDays(order[1]));
  }

  private static Days daysOfWeek(SplittableRandom random, boolean quartz) {
    DayOfWeek day = DayOfWeek.of(random.nextInt(1, 8));
    String name = day.name().substring(0, 3);
    int nth = random.nextInt(1, 6);
    return switch (quartz ? random.nextInt(5) : 4) {
      case 0 -> new Days("L", date -> date.getDayOfWeek() == DayOfWeek.SATURDAY, false);
      case 1 ->
          new Days(
              name + "L",
              date -> date.equals(date.with(TemporalAdjusters.lastInMonth(day))),
              false);
      case 2 ->
          new Days(
              name.toLowerCase(Locale.ROOT) + "#" + nth,
              date -> date.getDayOfWeek() == day && (date.getDayOfMonth() - 1) / 7 + 1 == nth,
              false);
      default -> {
        int sunday = quartz ? 1 : 0;
        List<String> names = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
        RandomField field =
            RandomField.of(random, sunday, sunday + 6, quartz, d -> names.get(d - sunday));
        yield new Days(
            field.text(),
            date -> field.selects().test(sunday + date.getDayOfWeek().getValue() % 7),
            field.fromStar());
      }
    };
  }
}
