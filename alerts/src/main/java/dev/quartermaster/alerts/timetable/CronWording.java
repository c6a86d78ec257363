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
      new FieldWording(this, dialect, dialect.fields().get(i)).check(fields.get(i));
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

  /** An error that names the expression and then says this of it. */
  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("%s '%s' %s".formatted(dialect.key, written, what));
  }
}
