package dev.quartermaster.alerts.timetable;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.List;
import java.util.Locale;

/** The two ways of writing a cron expression, each with its key in the configuration. */
enum CronDialect {
  QUARTZ("cron"),
  CRONTAB("crontab");

  private static final List<TimeField> QUARTZ_FIELDS =
      List.of(
          TimeField.SECOND,
          TimeField.MINUTE,
          TimeField.HOUR,
          TimeField.DAY_OF_MONTH,
          TimeField.MONTH,
          TimeField.QUARTZ_WEEKDAY,
          TimeField.YEAR);
  private static final List<TimeField> CRONTAB_FIELDS =
      List.of(
          TimeField.MINUTE,
          TimeField.HOUR,
          TimeField.DAY_OF_MONTH,
          TimeField.MONTH,
          TimeField.CRONTAB_WEEKDAY);
  private static final CronParser QUARTZ_PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
  private static final CronParser CRONTAB_PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** The configuration's key for it. */
  final String key;

  CronDialect(String key) {
    this.key = key;
  }

  /** In the order in which they are written; Quartz's last one may be left out. */
  List<TimeField> fields() {
    return this == QUARTZ ? QUARTZ_FIELDS : CRONTAB_FIELDS;
  }

  /**
   * Parses an expression that {@link CronWording} found nothing wrong with.
   *
   * @throws IllegalArgumentException with the parser's own reason
   */
  Cron parse(String written, List<String> parts) {
    String expression = String.join(" ", parts);
    if (this == CRONTAB) {
      // cron-utils takes SUN for 7 and so refuses SUN-TUE; as the end of a range 7 is right.
      expression = expression.replace("SUN-SUN", "0-0").replace("SUN-", "0-");
    }
    try {
      return (this == QUARTZ ? QUARTZ_PARSER : CRONTAB_PARSER).parse(expression).validate();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      String reason =
          String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
      throw new IllegalArgumentException(
          "%s '%s' cannot be read: %s".formatted(key, written, reason), e);
    }
  }

  /** What a nickname such as {@code @daily} stands for, or the text itself. */
  static String withoutNickname(String crontab) {
    return switch (crontab.toLowerCase(Locale.ROOT)) {
      case "@yearly", "@annually" -> "0 0 1 1 *";
      case "@monthly" -> "0 0 1 * *";
      case "@weekly" -> "0 0 * * 0";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@hourly" -> "0 * * * *";
      default -> crontab;
    };
  }
}
