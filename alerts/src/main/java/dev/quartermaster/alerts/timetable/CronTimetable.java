package dev.quartermaster.alerts.timetable;

import com.cronutils.model.Cron;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fires by a cron expression in a time zone, on whole seconds.
 *
 * <p>The expression selects local times; these rules, and nothing else, say what becomes of them
 * when the zone's clock is changed (daylight saving time, or a move across the date line):
 *
 * <ul>
 *   <li><b>Times of day</b> (the hours are a choice, such as {@code 3} or {@code 9-17}): each local
 *       time fires once. One that the clock skips fires at the first instant after the gap, and all
 *       that fall into one gap fire together, once. One that comes twice fires the first time.
 *   <li><b>Every so often</b> (the hours are all hours, or a step over all of them: {@code *},
 *       {@code 0-23}, {@code *}{@code /2}, {@code 0/6}): it follows elapsed time. Local times that
 *       come twice fire twice; those that are skipped do not fire.
 * </ul>
 *
 * <p>The day fields of a crontab select the days of either, but the days of both when one of them
 * begins with a star, as crontab(5) says.
 *
 * <p>Planned times lie in the years 1970 to 9999. Two timetables are equal when they have the same
 * dialect, zone and expression, however that is spaced, in whichever case, with names or numbers,
 * or as a nickname.
 */
public final class CronTimetable implements Timetable {

  static final Instant FIRST = Instant.parse("1969-12-31T00:00:00Z");
  static final Instant END = Instant.parse("+10000-01-02T00:00:00Z");

  private final CronDialect dialect;
  private final String written;
  private final String canonical;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final LocalCron local;

  private CronTimetable(CronDialect dialect, String written, Cron cron, ZoneId zone) {
    this.dialect = dialect;
    this.written = written;
    this.canonical = cron.asString();
    this.zone = zone;
    this.rules = zone.getRules();
    this.local = LocalCron.of(dialect, cron);
  }

  /**
   * Reads Quartz's dialect: second, minute, hour, day of the month, month, day of the week and
   * perhaps a year, as in {@code 0 30 3 * * ?}. One of the two days is {@code ?}.
   *
   * @throws IllegalArgumentException says in plain words what is wrong with the expression
   */
  public static CronTimetable quartz(String expression, ZoneId zone) {
    return read(CronDialect.QUARTZ, expression, zone);
  }

  /**
   * Reads a crontab's dialect: minute, hour, day of the month, month and day of the week, as in
   * {@code 15 4 * * 1-5}, or a nickname such as {@code @daily}.
   *
   * @throws IllegalArgumentException says in plain words what is wrong with it
   */
  public static CronTimetable unix(String crontab, ZoneId zone) {
    return read(CronDialect.CRONTAB, crontab, zone);
  }

  private static CronTimetable read(CronDialect dialect, String text, ZoneId zone) {
    String written = text.strip().replaceAll("\\s+", " ");
    List<String> fields = new CronWording(dialect, written).fields();
    return new CronTimetable(dialect, written, dialect.parse(written, fields), zone);
  }

  /** The zone whose local time it fires by. */
  public ZoneId zone() {
    return zone;
  }

  /** Whether it was written in a crontab's dialect rather than in Quartz's. */
  public boolean isCrontab() {
    return dialect == CronDialect.CRONTAB;
  }

  @Override
  public Instant next(Instant after) {
    if (!after.isBefore(END)) {
      return Instant.MAX;
    }
    Instant from = after.isBefore(FIRST) ? FIRST : after;
    return local.everyHour() ? nextByElapsedTime(from) : nextTimeOfDay(from);
  }

  private Instant nextTimeOfDay(Instant after) {
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime now = localTime(after, offset);
    ZoneOffsetTransition change = rules.getTransition(now);
    boolean again = change != null && change.isOverlap() && offset.equals(change.getOffsetAfter());
    // Local times that come again have fired the first time.
    LocalDateTime match = local.atOrAfter(again ? change.getDateTimeBefore() : now.plusSeconds(1));
    if (match == null) {
      return Instant.MAX;
    }
    ZoneOffsetTransition around = rules.getTransition(match);
    if (around != null && around.isGap()) {
      return around.getInstant();
    }
    // Of two offsets this is the one before the change: the first time.
    return match.toInstant(rules.getOffset(match));
  }

  /**
   * Goes from one change of the clock to the next: between two of them local time is elapsed time.
   */
  private Instant nextByElapsedTime(Instant after) {
    Instant from = after;
    ZoneOffset offset = rules.getOffset(from);
    LocalDateTime start = localTime(from, offset).plusSeconds(1);
    while (true) {
      LocalDateTime match = local.atOrAfter(start);
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (match != null
          && (change == null || match.toInstant(offset).isBefore(change.getInstant()))) {
        return match.toInstant(offset);
      }
      // No match now means none later, but for local times that the change brings back.
      if (change == null || (match == null && !change.getDateTimeAfter().isBefore(start))) {
        return Instant.MAX;
      }
      from = change.getInstant();
      offset = change.getOffsetAfter();
      start = change.getDateTimeAfter();
    }
  }

  /** What it selects, the changes of the clock aside. */
  LocalCron local() {
    return local;
  }

  private static LocalDateTime localTime(Instant instant, ZoneOffset offset) {
    return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, offset);
  }

  /** As it was written, without needless spaces. */
  @Override
  public String text() {
    return written;
  }

  @Override
  public String definition() {
    return dialect.key + " " + zone + " " + canonical;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronTimetable that
        && dialect == that.dialect
        && canonical.equals(that.canonical)
        && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dialect, canonical, zone);
  }

  @Override
  public String toString() {
    return written + " " + zone;
  }
}
