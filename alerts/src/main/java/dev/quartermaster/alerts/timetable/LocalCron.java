package dev.quartermaster.alerts.timetable;

import com.cronutils.model.Cron;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.FieldExpression;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one cron expression selects on the calendar and the clock of a place that never changes its
 * clock.
 *
 * <p>cron-utils parses, and this class evaluates: cron-utils' own evaluation (9.2.1) loses the part
 * of a range after its turn (hours 22-2 fire at 22 only), an L in a list ('1,L' never fires on the
 * last), and fails on '31W' in February.
 */
final class LocalCron {

  /** The last year that is searched. */
  static final int LAST_YEAR = 9999;

  private static final Pattern EVERY_FEW_HOURS = Pattern.compile("(\\*|0|0-23)/[0-9]+");

  /** The calendar repeats itself after 400 years: what does not come in them never comes. */
  private static final int SEARCHED_MONTHS = 400 * 12;

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet months;
  private final BitSet years;
  private final DayRule days;
  private final boolean everyHour;

  private LocalCron(CronDialect dialect, Cron cron) {
    this.seconds = dialect == CronDialect.QUARTZ ? values(cron, TimeField.SECOND) : only(0);
    this.minutes = values(cron, TimeField.MINUTE);
    this.hours = values(cron, TimeField.HOUR);
    this.months = values(cron, TimeField.MONTH);
    this.years = years(cron);
    this.days = days(dialect, cron);
    this.everyHour =
        hours.cardinality() == 24
            || EVERY_FEW_HOURS.matcher(expression(cron, TimeField.HOUR).asString()).matches();
  }

  /** Prepares a parsed expression. */
  static LocalCron of(CronDialect dialect, Cron cron) {
    return new LocalCron(dialect, cron);
  }

  /** Whether its hours are all hours of the day, or every so many of them from 0 on. */
  boolean everyHour() {
    return everyHour;
  }

  /**
   * The first selected second at or after a whole second; null when there is none up to {@link
   * #LAST_YEAR}.
   */
  @Nullable LocalDateTime atOrAfter(LocalDateTime from) {
    LocalDate day = dayAtOrAfter(from.toLocalDate());
    if (day == null) {
      return null;
    }
    if (day.isAfter(from.toLocalDate())) {
      return day.atTime(firstTime());
    }
    LocalTime time = timeAtOrAfter(from.toLocalTime());
    if (time != null) {
      return day.atTime(time);
    }
    LocalDate later = dayAtOrAfter(day.plusDays(1));
    return later == null ? null : later.atTime(firstTime());
  }

  private @Nullable LocalDate dayAtOrAfter(LocalDate from) {
    LocalDate first = from.withDayOfMonth(1);
    long past = (1L << from.getDayOfMonth()) - 1;
    for (int i = 0; i <= SEARCHED_MONTHS && first.getYear() <= LAST_YEAR; i++) {
      long selected = daysOf(first) & ~past;
      if (selected != 0) {
        return first.withDayOfMonth(Long.numberOfTrailingZeros(selected));
      }
      first = first.plusMonths(1);
      past = 0;
    }
    return null;
  }

  private long daysOf(LocalDate first) {
    if (!months.get(first.getMonthValue()) || !years.get(first.getYear())) {
      return 0;
    }
    long ofThisMonth = (2L << first.lengthOfMonth()) - 2;
    return days.in(first) & ofThisMonth;
  }

  private LocalTime firstTime() {
    return LocalTime.of(hours.nextSetBit(0), minutes.nextSetBit(0), seconds.nextSetBit(0));
  }

  private @Nullable LocalTime timeAtOrAfter(LocalTime from) {
    int hour = hours.nextSetBit(from.getHour());
    if (hour == from.getHour()) {
      int minute = minutes.nextSetBit(from.getMinute());
      if (minute == from.getMinute()) {
        int second = seconds.nextSetBit(from.getSecond());
        if (second >= 0) {
          return LocalTime.of(hour, minute, second);
        }
        minute = minutes.nextSetBit(minute + 1);
      }
      if (minute >= 0) {
        return LocalTime.of(hour, minute, seconds.nextSetBit(0));
      }
      hour = hours.nextSetBit(hour + 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, minutes.nextSetBit(0), seconds.nextSetBit(0));
  }

  private static DayRule days(CronDialect dialect, Cron cron) {
    FieldExpression ofMonth = expression(cron, TimeField.DAY_OF_MONTH);
    TimeField weekday =
        dialect == CronDialect.QUARTZ ? TimeField.QUARTZ_WEEKDAY : TimeField.CRONTAB_WEEKDAY;
    FieldExpression ofWeek = expression(cron, weekday);
    DayRule monthRule = DayRule.ofMonth(ofMonth);
    DayRule weekRule = DayRule.ofWeek(ofWeek, weekday);
    // crontab(5): the day fields select the days of either, unless one of them begins with a star.
    boolean either =
        dialect == CronDialect.CRONTAB
            && !ofMonth.asString().startsWith("*")
            && !ofWeek.asString().startsWith("*");
    return either ? monthRule.or(weekRule) : monthRule.and(weekRule);
  }

  private static BitSet years(Cron cron) {
    var year = cron.retrieve(TimeField.YEAR.name);
    if (year != null && !(year.getExpression() instanceof Always)) {
      return FieldValues.of(year.getExpression(), TimeField.YEAR);
    }
    BitSet all = new BitSet();
    all.set(TimeField.YEAR.min, LAST_YEAR + 1);
    return all;
  }

  private static BitSet values(Cron cron, TimeField field) {
    return FieldValues.of(expression(cron, field), field);
  }

  private static FieldExpression expression(Cron cron, TimeField field) {
    return cron.retrieve(field.name).getExpression();
  }

  private static BitSet only(int value) {
    BitSet one = new BitSet();
    one.set(value);
    return one;
  }
}
