package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Timetables;
import java.time.Duration;
import java.time.ZoneId;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerPersistenceDelegateSupport;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerProperties;
import org.quartz.spi.OperableTrigger;

/**
 * Keeps a {@link TimetableTrigger} in Quartz's own tables: dialect, expression and zone, as every
 * version knows them, or the definition of one that those cannot say. Quartz makes it by its name.
 */
public final class TimetablePersistence extends SimplePropertiesTriggerPersistenceDelegateSupport {

  private static final String EVERY = "every";
  private static final String CRON = "cron";
  private static final String CRONTAB = "crontab";
  private static final String EXCEPT = "except";

  @Override
  public String getHandledTriggerTypeDiscriminator() {
    return "QM_TIME";
  }

  @Override
  public boolean canHandleTriggerType(OperableTrigger trigger) {
    return trigger instanceof TimetableTrigger;
  }

  @Override
  protected SimplePropertiesTriggerProperties getTriggerProperties(OperableTrigger trigger) {
    TimetableTrigger own = (TimetableTrigger) trigger;
    SimplePropertiesTriggerProperties kept = new SimplePropertiesTriggerProperties();
    if (own.timetable() instanceof Interval interval) {
      kept.setString1(EVERY);
      kept.setString2(interval.every().toString());
    } else if (own.timetable() instanceof CronTimetable cron) {
      kept.setString1(cron.isCrontab() ? CRONTAB : CRON);
      kept.setString2(cron.text());
      kept.setString3(cron.zone().getId());
    } else if (own.timetable() instanceof Except except) {
      kept.setString1(EXCEPT);
      kept.setString2(except.definition());
    }
    kept.setInt1(own.getMisfireInstruction());
    return kept;
  }

  @Override
  protected TriggerPropertyBundle getTriggerPropertyBundle(SimplePropertiesTriggerProperties kept) {
    return new TriggerPropertyBundle(
        new TimetableSchedule(timetable(kept), kept.getInt1()), null, null);
  }

  private static Timetable timetable(SimplePropertiesTriggerProperties kept) {
    String text = kept.getString2();
    return switch (kept.getString1()) {
      case EVERY -> Interval.of(Duration.parse(text));
      case CRON -> CronTimetable.quartz(text, ZoneId.of(kept.getString3()));
      case CRONTAB -> CronTimetable.unix(text, ZoneId.of(kept.getString3()));
      case EXCEPT -> Timetables.parse(text);
      default ->
          throw new IllegalStateException(
              "unknown timetable '" + kept.getString1() + "' in Quartz's tables");
    };
  }
}
