package dev.quartermaster.alerts.timetable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words what is wrong with one field of a cron expression. */
record FieldWording(CronWording expression, CronDialect dialect, TimeField field) {

  private static final Pattern STEP = Pattern.compile("[0-9]{1,9}");
  // The days that only Quartz knows; each with the values that stand in it, if any.
  private static final Pattern QUARTZ_DAY = Pattern.compile("L|LW|L-([0-9]{1,9})|([0-9]+)W");
  private static final Pattern QUARTZ_WEEKDAY =
      Pattern.compile("L|([0-9A-Z]+)L|([0-9A-Z]+)#([0-9]+)");

  /**
   * Checks a field in upper case.
   *
   * @throws IllegalArgumentException when something is wrong with it
   */
  void check(String text) {
    boolean openDay =
        dialect == CronDialect.QUARTZ && (field == TimeField.DAY_OF_MONTH || isQuartzWeekday());
    if (openDay && text.equals("?")) {
      return;
    }
    String[] parts = text.split(",", -1);
    for (String part : parts) {
      if (part.isEmpty()) {
        throw wrong("has an empty place in its %s %s".formatted(field.word, text));
      }
      Matcher weekday = QUARTZ_WEEKDAY.matcher(part);
      Matcher day = QUARTZ_DAY.matcher(part);
      if (isQuartzWeekday() && weekday.matches()) {
        checkQuartzWeekday(weekday, text, parts.length == 1);
      } else if (openDay && !isQuartzWeekday() && day.matches()) {
        checkQuartzDay(day);
      } else {
        checkPart(part);
      }
    }
  }

  private boolean isQuartzWeekday() {
    return field == TimeField.QUARTZ_WEEKDAY;
  }

  private void checkQuartzDay(Matcher day) {
    String beforeLast = day.group(1);
    if (beforeLast != null && Integer.parseInt(beforeLast) > 30) {
      throw wrong(
          "has day of the month %s; at most 30 days can be taken from the last one"
              .formatted(day.group()));
    }
    if (day.group(2) != null) {
      checkValue(day.group(2));
    }
  }

  private void checkQuartzWeekday(Matcher weekday, String text, boolean alone) {
    if (!alone) {
      throw wrong("has day of the week %s; in Quartz L and # stand alone".formatted(text));
    }
    String value = weekday.group(1) != null ? weekday.group(1) : weekday.group(2);
    if (value != null) {
      checkValue(value);
    }
    String nth = weekday.group(3);
    if (nth != null && !nth.matches("[1-5]")) {
      throw wrong("has day of the week %s; a month has a 1st to a 5th of them".formatted(text));
    }
  }

  private void checkPart(String part) {
    if (field == TimeField.DAY_OF_MONTH && part.matches("L-[0-9]+W")) {
      throw wrong(
          "has day of the month %s, which is not supported; LW is, and L-3".formatted(part));
    }
    int slash = part.indexOf('/');
    String values = slash < 0 ? part : part.substring(0, slash);
    if (slash >= 0) {
      checkStep(values, part.substring(slash + 1));
    }
    boolean all = values.equals("*") || (values.isEmpty() && dialect == CronDialect.QUARTZ);
    if (!all) {
      checkRange(values);
    }
  }

  private void checkRange(String values) {
    String[] ends = values.split("-", -1);
    for (String value : ends) {
      checkValue(value);
    }
    if (ends.length == 2 && dialect == CronDialect.CRONTAB) {
      checkUpwards(ends[0], ends[1]);
    }
  }

  private void checkStep(String values, String step) {
    if (step.isEmpty()) {
      throw wrong(
          "has no step after the / of its %s; its steps go from 1 to %d"
              .formatted(field.word, longestStep()));
    }
    if (!STEP.matcher(step).matches()
        || Integer.parseInt(step) < 1
        || Integer.parseInt(step) > longestStep()) {
      throw wrong(
          "has step %s for the %s; its steps go from 1 to %d"
              .formatted(step, field.word, longestStep()));
    }
    if (dialect == CronDialect.CRONTAB && !values.equals("*") && !values.contains("-")) {
      // cron itself takes only the first value of it, without a word.
      throw wrong(
          "has %s/%s for the %s; in a crontab a step needs * or a range before it: write %s-%d/%s"
              .formatted(values, step, field.word, values, field.max, step));
    }
    if (dialect == CronDialect.QUARTZ && values.matches("[A-Z].*")) {
      // Quartz itself drops it, without a word.
      throw wrong(
          "has step %s after a name (%s), where Quartz ignores it; write numbers"
              .formatted(step, values));
    }
  }

  private int longestStep() {
    return field == TimeField.YEAR ? field.max - field.min : field.max;
  }

  private void checkUpwards(String from, String to) {
    boolean endsOnSunday = field == TimeField.CRONTAB_WEEKDAY && to.equals("SUN");
    if (!endsOnSunday && field.number(from) > field.number(to)) {
      throw wrong(
          "has %s %s-%s, which goes backwards; write two ranges: %s-%d,%d-%s"
              .formatted(field.word, from, to, from, field.max, field.min, to));
    }
  }

  private void checkValue(String value) {
    if (!field.takes(value)) {
      throw wrong(
          "has %s %s; %s".formatted(field.word, value.isEmpty() ? "missing" : value, field.range));
    }
  }

  private IllegalArgumentException wrong(String what) {
    return expression.wrong(what);
  }
}
