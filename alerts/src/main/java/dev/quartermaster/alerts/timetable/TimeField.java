package dev.quartermaster.alerts.timetable;

import com.cronutils.model.field.CronFieldName;
import java.util.List;
import java.util.regex.Pattern;

/** One field of a cron expression: the values it takes, and how to say so. */
enum TimeField {
  SECOND(CronFieldName.SECOND, 0, 59, "second", "seconds go from 0 to 59"),
  MINUTE(CronFieldName.MINUTE, 0, 59, "minute", "minutes go from 0 to 59"),
  HOUR(CronFieldName.HOUR, 0, 23, "hour", "hours go from 0 to 23"),
  DAY_OF_MONTH(
      CronFieldName.DAY_OF_MONTH, 1, 31, "day of the month", "days of the month go from 1 to 31"),
  MONTH(CronFieldName.MONTH, 1, 12, "month", "months go from 1 to 12 or JAN to DEC"),
  QUARTZ_WEEKDAY(
      CronFieldName.DAY_OF_WEEK,
      1,
      7,
      "day of the week",
      "days of the week go from 1 (Sunday) to 7 (Saturday) or SUN to SAT"),
  CRONTAB_WEEKDAY(
      CronFieldName.DAY_OF_WEEK,
      0,
      7,
      "day of the week",
      "days of the week go from 0 to 7 (both are Sunday) or SUN to SAT"),
  YEAR(CronFieldName.YEAR, 1970, 2099, "year", "years go from 1970 to 2099");

  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> WEEKDAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  final CronFieldName name;
  final int min;
  final int max;

  /** As in "has hour 25". */
  final String word;

  /** As in "hours go from 0 to 23". */
  final String range;

  TimeField(CronFieldName name, int min, int max, String word, String range) {
    this.name = name;
    this.min = min;
    this.max = max;
    this.word = word;
    this.range = range;
  }

  /** Whether one value, upper case and without range, step or special letters, is in range. */
  boolean takes(String value) {
    if (NUMBER.matcher(value).matches()) {
      int number = Integer.parseInt(value);
      return number >= min && number <= max;
    }
    return valueNames().contains(value);
  }

  /** The number that a value in range stands for. */
  int number(String value) {
    int name = valueNames().indexOf(value);
    return name < 0 ? Integer.parseInt(value) : min + name;
  }

  private List<String> valueNames() {
    return switch (this) {
      case MONTH -> MONTHS;
      case QUARTZ_WEEKDAY, CRONTAB_WEEKDAY -> WEEKDAYS;
      default -> List.of();
    };
  }
}
