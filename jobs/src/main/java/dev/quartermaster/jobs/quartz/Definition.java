package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerProperties;

/**
 * What a trigger's rows say that it does.
 *
 * @param type of trigger, as Quartz names it
 * @param misfire instruction
 * @param plain fires our job of its own name, without a calendar or data of Quartz's
 */
record Definition(String type, int misfire, boolean plain, Texts texts) {

  private static final TimetablePersistence PERSISTENCE = new TimetablePersistence();

  /** The timetable, as {@link TimetablePersistence} keeps it. */
  record Texts(
      Optional<String> dialect, Optional<String> text, Optional<String> zone, int misfire) {}

  /** What a schedule's trigger is to do. */
  static Definition of(Schedule schedule) {
    int misfire = misfireInstruction(schedule);
    TimetableTrigger trigger = new TimetableTrigger(schedule.when().timetable());
    trigger.setMisfireInstruction(misfire);
    SimplePropertiesTriggerProperties kept = PERSISTENCE.getTriggerProperties(trigger);
    Texts texts =
        new Texts(
            Optional.ofNullable(kept.getString1()),
            Optional.ofNullable(kept.getString2()),
            Optional.ofNullable(kept.getString3()),
            kept.getInt1());
    return new Definition(PERSISTENCE.getHandledTriggerTypeDiscriminator(), misfire, true, texts);
  }

  static int misfireInstruction(Schedule schedule) {
    return schedule.when().catchUp() == CatchUp.SKIP
        ? TimetableTrigger.GO_ON
        : TimetableTrigger.FIRE_NEWEST;
  }

  /** Whether it comes to the same, though perhaps written differently. */
  boolean isSameAs(Definition other, Timetable timetable) {
    return equals(other) || (equals(withTexts(other)) && timetable().equals(timetable));
  }

  private Definition withTexts(Definition other) {
    return new Definition(other.type, other.misfire, other.plain, texts);
  }

  /**
   * The timetable that Quartz would read.
   *
   * @throws RuntimeException when it could not
   */
  Timetable timetable() {
    SimplePropertiesTriggerProperties kept = new SimplePropertiesTriggerProperties();
    kept.setString1(texts.dialect().orElse(""));
    kept.setString2(texts.text().orElse(""));
    kept.setString3(texts.zone().orElse(""));
    kept.setInt1(texts.misfire());
    TimetableSchedule builder =
        (TimetableSchedule) PERSISTENCE.getTriggerPropertyBundle(kept).getScheduleBuilder();
    return ((TimetableTrigger) builder.build()).timetable();
  }

  /** In words, for the person who reads what was wrong. */
  String words() {
    return Stream.of(texts.dialect(), texts.text(), texts.zone())
        .map(text -> text.orElse("nothing"))
        .collect(
            Collectors.joining(
                " / ",
                "",
                " (type %s, misfire %d%s)"
                    .formatted(type, misfire, plain ? "" : ", another job, a calendar or data")));
  }
}
