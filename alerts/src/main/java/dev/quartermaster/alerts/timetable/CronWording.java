package dev.quartermaster.alerts.timetable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in plain words what is wrong with a cron expression, before the parser says it in its own.
 */
final class CronWording {

  private static final int LONGEST = 500;
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9*?,/#@ -]");
  private static final Pattern STEP = Pattern.compile("[0-9]{1,9}");
  // Quartz's special days; each with the value that stands in it, if any.
  private static final Pattern SPECIAL_DAY = Pattern.compile("L|LW|L-([0-9]+)|([0-9]+)W");
  private static final Pattern SPECIAL_WEEKDAY =
      Pattern.compile("L|([0-9A-Z]+)L|([0-9A-Z]+)#([0-9]+)");

  private final CronDialect dialect;
  private final String written;

  CronWording(CronDialect dialect, String written) {
    this.dialect = dialect;
    this.written = written;
  }

  /**
   * The expression's fields, in upper case and with a nickname written out.
   *
   * @throws IllegalArgumentException when something is wrong with it
   */
  List<String> fields() {
    checkText();
    String expression =
        dialect == CronDialect.CRONTAB ? CronDialect.withoutNickname(written) : written;
    checkNickname(expression);
    List<String> fields = List.of(expression.toUpperCase(Locale.ROOT).split(" "));
    checkCount(fields.size());
    if (dialect == CronDialect.QUARTZ) {
      checkOneQuestionMark(fields.get(3), fields.get(5));
    }
    for (int i = 0; i < fields.size(); i++) {
      checkField(dialect.fields().get(i), fields.get(i));
    }
    return fields;
  }

  private void checkText() {
    if (written.isEmpty()) {
      throw new IllegalArgumentException(
          dialect.key
              + " is empty; write one such as "
              + (dialect == CronDialect.QUARTZ ? "0 30 3 * * ?" : "30 3 * * *"));
    }
    if (written.length() > LONGEST) {
      throw new IllegalArgumentException(
          "%s '%s…' has %d characters; an expression has at most %d"
              .formatted(dialect.key, written.substring(0, 20), written.length(), LONGEST));
    }
    Matcher foreign = FOREIGN.matcher(written);
    if (foreign.find()) {
      int character = written.codePointAt(foreign.start());
      throw new IllegalArgumentException(
          "%s '%s' has the character %s, which has no meaning there"
              .formatted(
                  dialect.key,
                  written.replaceAll("\\p{Cntrl}", "?"),
                  Character.isISOControl(character)
                      ? "U+%04X".formatted(character)
                      : "'" + Character.toString(character) + "'"));
    }
  }

  private void checkNickname(String expression) {
    if (!expression.startsWith("@")) {
      return;
    }
    if (dialect == CronDialect.QUARTZ) {
      throw wrong("is a crontab nickname; write it under `crontab:`");
    }
    if (expression.equalsIgnoreCase("@reboot")) {
      throw wrong("names no time: a schedule has no start of the machine to fire at");
    }
    throw wrong(
        "is no known nickname; there are @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually");
  }

  private void checkCount(int count) {
    if (dialect == CronDialect.QUARTZ && count == 5) {
      throw wrong(
          "has 5 fields, as a crontab line has; write it under `crontab:` instead, or put the seconds in front");
    }
    if (dialect == CronDialect.QUARTZ && count != 6 && count != 7) {
      throw wrong(
          "has %d fields; it needs 6 or 7: second, minute, hour, day of the month, month, day of the week and perhaps a year"
              .formatted(count));
    }
    if (dialect == CronDialect.CRONTAB && (count == 6 || count == 7)) {
      throw wrong(
          "has %d fields, as a Quartz expression has; write it under `cron:` instead, or leave the seconds out"
              .formatted(count));
    }
    if (dialect == CronDialect.CRONTAB && count != 5) {
      throw wrong(
          "has %d fields; it needs 5: minute, hour, day of the month, month and day of the week"
              .formatted(count));
    }
  }

  private void checkOneQuestionMark(String dayOfMonth, String dayOfWeek) {
    boolean openDay = dayOfMonth.equals("?");
    boolean openWeekday = dayOfWeek.equals("?");
    if (openDay && openWeekday) {
      throw wrong(
          "has '?' for both the day of the month and the day of the week; write * for one of them");
    }
    if (!openDay && !openWeekday) {
      throw wrong(
          "has both a day of the month (%s) and a day of the week (%s); Quartz takes only one of them: write '?' for the other"
              .formatted(dayOfMonth, dayOfWeek));
    }
  }

  private void checkField(TimeField field, String text) {
    if (text.equals("?")
        && (field == TimeField.DAY_OF_MONTH || field == TimeField.QUARTZ_WEEKDAY)
        && dialect == CronDialect.QUARTZ) {
      return;
    }
    if (field == TimeField.QUARTZ_WEEKDAY
        && text.contains(",")
        && (text.contains("#") || text.matches(".*L(,.*)?"))) {
      throw wrong("has day of the week %s; in Quartz L and # stand alone".formatted(text));
    }
    for (String part : text.split(",", -1)) {
      if (part.isEmpty()) {
        throw wrong("has an empty place in its %s %s".formatted(field.word, text));
      }
      if (!isSpecial(field, part)) {
        checkPart(field, part);
      }
    }
  }

  private boolean isSpecial(TimeField field, String part) {
    if (dialect != CronDialect.QUARTZ) {
      return false;
    }
    if (field == TimeField.DAY_OF_MONTH && part.matches("L-[0-9]+W")) {
      throw wrong(
          "has day of the month %s, which is not supported; LW is, and L-3".formatted(part));
    }
    Matcher day = SPECIAL_DAY.matcher(part);
    if (field == TimeField.DAY_OF_MONTH && day.matches()) {
      if (day.group(1) != null
          && (day.group(1).length() > 2 || Integer.parseInt(day.group(1)) > 30)) {
        throw wrong(
            "has day of the month %s; at most 30 days can be taken from the last one"
                .formatted(part));
      }
      checkValue(field, day.group(2) == null ? "1" : day.group(2));
      return true;
    }
    Matcher weekday = SPECIAL_WEEKDAY.matcher(part);
    if (field == TimeField.QUARTZ_WEEKDAY && weekday.matches()) {
      checkSpecialWeekday(weekday);
      return true;
    }
    return false;
  }

  private void checkSpecialWeekday(Matcher weekday) {
    String value = weekday.group(1) != null ? weekday.group(1) : weekday.group(2);
    checkValue(TimeField.QUARTZ_WEEKDAY, value == null ? "1" : value);
    String nth = weekday.group(3);
    if (nth != null && !nth.matches("[1-5]")) {
      throw wrong(
          "has day of the week %s; a month has a 1st to a 5th of them".formatted(weekday.group()));
    }
  }

  private void checkPart(TimeField field, String part) {
    int slash = part.indexOf('/');
    String values = slash < 0 ? part : part.substring(0, slash);
    if (slash >= 0) {
      checkStep(field, values, part.substring(slash + 1));
    }
    if (values.equals("*") || (values.isEmpty() && dialect == CronDialect.QUARTZ)) {
      return;
    }
    String[] ends = values.split("-", -1);
    for (String value : ends) {
      checkValue(field, value);
    }
    if (ends.length == 2 && dialect == CronDialect.CRONTAB) {
      checkUpwards(field, ends[0], ends[1]);
    }
  }

  private void checkStep(TimeField field, String values, String step) {
    if (step.isEmpty()) {
      throw wrong(
          "has no step after the / of its %s; its steps go from 1 to %d"
              .formatted(field.word, field.max));
    }
    boolean number = STEP.matcher(step).matches();
    if (field != TimeField.YEAR
        && (!number || Integer.parseInt(step) < 1 || Integer.parseInt(step) > field.max)) {
      throw wrong(
          "has step %s for the %s; its steps go from 1 to %d"
              .formatted(step, field.word, field.max));
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

  private void checkUpwards(TimeField field, String from, String to) {
    boolean endsOnSunday = field == TimeField.CRONTAB_WEEKDAY && to.equals("SUN");
    if (!endsOnSunday && field.number(from) > field.number(to)) {
      throw wrong(
          "has %s %s-%s, which goes backwards; write two ranges: %s-%d,%d-%s"
              .formatted(field.word, from, to, from, field.max, field.min, to));
    }
  }

  private void checkValue(TimeField field, String value) {
    if (!field.takes(value)) {
      throw wrong(
          "has %s %s; %s".formatted(field.word, value.isEmpty() ? "missing" : value, field.range));
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("%s '%s' %s".formatted(dialect.key, written, what));
  }
}
