package dev.quartermaster.alerts.timetable;

import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.value.SpecialChar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;

/** Which days of a month one of the two day fields selects. */
@FunctionalInterface
interface DayRule {

  /** Days 0, 7, 14, 21 and 28, to be moved to a weekday's first day in a month. */
  long WEEKLY = 1L | 1L << 7 | 1L << 14 | 1L << 21 | 1L << 28;

  /**
   * The selected days of a month as bits: bit 1 is the 1st. Bits that are no day of that month mean
   * nothing.
   *
   * @param first the first of the month
   */
  long in(LocalDate first);

  /** Reads a day-of-month field. */
  static DayRule ofMonth(FieldExpression expression) {
    if (expression instanceof And list) {
      return list.getExpressions().stream().map(DayRule::ofMonth).reduce(first -> 0, DayRule::or);
    }
    if (expression instanceof On on && isLast(on)) {
      int before = Math.max(0, on.getNth().getValue());
      // 'L-30' in a short month is no day of it.
      return first -> before < first.lengthOfMonth() ? bit(first.lengthOfMonth() - before) : 0;
    }
    if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.LW) {
      return first -> workday(first, first.lengthOfMonth());
    }
    if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.W) {
      return first -> workday(first, on.getTime().getValue());
    }
    long days = FieldValues.of(expression, TimeField.DAY_OF_MONTH).toLongArray()[0];
    return first -> days;
  }

  /** Reads a day-of-week field of either dialect. */
  static DayRule ofWeek(FieldExpression expression, TimeField field) {
    if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.HASH) {
      DayOfWeek day = weekday(field, on.getTime().getValue());
      int nth = on.getNth().getValue();
      return first -> bit(firstOn(day, first) + 7 * (nth - 1));
    }
    if (expression instanceof On on && isLast(on)) {
      return first -> WEEKLY << firstOn(DayOfWeek.SATURDAY, first);
    }
    if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.L) {
      DayOfWeek day = weekday(field, on.getTime().getValue());
      return first -> bit(lastOn(day, first));
    }
    BitSet values = FieldValues.of(expression, field);
    DayOfWeek[] days =
        values.stream().mapToObj(value -> weekday(field, value)).toArray(DayOfWeek[]::new);
    return first -> weekly(days, first);
  }

  /** The days that both select. */
  default DayRule and(DayRule other) {
    return first -> in(first) & other.in(first);
  }

  /** The days that either selects. */
  default DayRule or(DayRule other) {
    return first -> in(first) | other.in(first);
  }

  /** A bare L, perhaps with a number of days before it; not '6L'. */
  private static boolean isLast(On on) {
    return on.getSpecialChar().getValue() == SpecialChar.L && on.getTime().getValue() < 0;
  }

  private static DayOfWeek weekday(TimeField field, int value) {
    // Quartz counts from Sunday = 1; a crontab from Sunday = 0, and knows it as 7 too.
    int fromSunday = field == TimeField.QUARTZ_WEEKDAY ? value - 1 : value;
    return DayOfWeek.SUNDAY.plus(fromSunday);
  }

  private static long bit(int day) {
    return 1L << day;
  }

  private static long weekly(DayOfWeek[] days, LocalDate first) {
    long selected = 0;
    for (DayOfWeek day : days) {
      selected |= WEEKLY << firstOn(day, first);
    }
    return selected;
  }

  private static int firstOn(DayOfWeek day, LocalDate first) {
    return 1 + Math.floorMod(day.getValue() - first.getDayOfWeek().getValue(), 7);
  }

  private static int lastOn(DayOfWeek day, LocalDate first) {
    int fourth = firstOn(day, first) + 21;
    return fourth + 7 <= first.lengthOfMonth() ? fourth + 7 : fourth;
  }

  /**
   * The weekday, Monday to Friday, nearest to a day and in the same month; none when the month has
   * no such day.
   */
  private static long workday(LocalDate first, int day) {
    int last = first.lengthOfMonth();
    if (day > last) {
      return 0;
    }
    return switch (first.withDayOfMonth(day).getDayOfWeek()) {
      case SATURDAY -> bit(day == 1 ? 3 : day - 1);
      case SUNDAY -> bit(day == last ? day - 2 : day + 1);
      default -> bit(day);
    };
  }
}
