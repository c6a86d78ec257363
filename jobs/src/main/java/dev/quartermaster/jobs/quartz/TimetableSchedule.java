package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import org.quartz.ScheduleBuilder;
import org.quartz.spi.MutableTrigger;

/** Builds {@link TimetableTrigger}s, as Quartz wants it. */
final class TimetableSchedule extends ScheduleBuilder<TimetableTrigger> {

  private final Timetable timetable;
  private final int misfireInstruction;

  TimetableSchedule(Timetable timetable, int misfireInstruction) {
    this.timetable = timetable;
    this.misfireInstruction = misfireInstruction;
  }

  @Override
  protected MutableTrigger build() {
    TimetableTrigger trigger = new TimetableTrigger(timetable);
    trigger.setMisfireInstruction(misfireInstruction);
    return trigger;
  }
}
