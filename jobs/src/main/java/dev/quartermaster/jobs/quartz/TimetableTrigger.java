package dev.quartermaster.jobs.quartz;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.catchup.Missed;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.ScheduleBuilder;
import org.quartz.impl.triggers.AbstractTrigger;

/**
 * A Quartz trigger that asks our {@link Timetable} when it fires, so that the trigger, the monitor
 * and catch-up cannot disagree. After an outage it fires once, for the newest of the planned times
 * that were missed, or goes on with the next.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks Date
final class TimetableTrigger extends AbstractTrigger<TimetableTrigger> {

  /** Missed times are made up for by one firing at once, for the newest of them. */
  static final int FIRE_NEWEST = 1;

  /** Missed times are let go. */
  static final int GO_ON = 2;

  private static final long serialVersionUID = 1L;

  private final transient Timetable timetable;
  private @Nullable Date startTime;
  private @Nullable Date endTime;
  private @Nullable Date nextFireTime;
  private @Nullable Date previousFireTime;

  TimetableTrigger(Timetable timetable) {
    this.timetable = timetable;
  }

  Timetable timetable() {
    return timetable;
  }

  /** The planned time that a firing stands for: the newest one when Quartz meant to fire. */
  Instant plannedFor(Instant scheduled) {
    return Missed.newest(timetable, Instant.EPOCH, scheduled).orElse(scheduled);
  }

  @Override
  public void triggered(@Nullable Calendar calendar) {
    previousFireTime = nextFireTime;
    nextFireTime = previousFireTime == null ? null : getFireTimeAfter(previousFireTime);
  }

  @Override
  public @Nullable Date computeFirstFireTime(@Nullable Calendar calendar) {
    Date start = Objects.requireNonNull(startTime);
    nextFireTime = date(timetable.next(start.toInstant().minusNanos(1)));
    // Stored with times to make up for: at once, rather than when Quartz next looks for misfires.
    if (getMisfireInstruction() == FIRE_NEWEST && nextFireTime != null) {
      Date now = new Date();
      nextFireTime = nextFireTime.before(now) ? now : nextFireTime;
    }
    return nextFireTime;
  }

  @Override
  public @Nullable Date getFireTimeAfter(@Nullable Date after) {
    return date(timetable.next(after == null ? new Date().toInstant() : after.toInstant()));
  }

  @Override
  public void updateAfterMisfire(@Nullable Calendar calendar) {
    // Quartz compares with this machine's clock throughout, so this does too. It never picks up a
    // trigger whose next fire time is older than its misfire threshold: so it is now, not the
    // planned time that now stands for.
    Date now = new Date();
    nextFireTime = getMisfireInstruction() == GO_ON ? getFireTimeAfter(now) : now;
  }

  @Override
  public void updateWithNewCalendar(@Nullable Calendar calendar, long misfireThreshold) {
    nextFireTime = getFireTimeAfter(previousFireTime);
  }

  private static @Nullable Date date(Instant at) {
    return at.equals(Instant.MAX) ? null : Date.from(at);
  }

  @Override
  public boolean mayFireAgain() {
    return nextFireTime != null;
  }

  @Override
  protected boolean validateMisfireInstruction(int instruction) {
    return instruction == FIRE_NEWEST || instruction == GO_ON;
  }

  @Override
  public ScheduleBuilder<TimetableTrigger> getScheduleBuilder() {
    return new TimetableSchedule(timetable, getMisfireInstruction());
  }

  @Override
  public @Nullable Date getFinalFireTime() {
    return null;
  }

  @Override
  public @Nullable Date getStartTime() {
    return startTime;
  }

  @Override
  public void setStartTime(Date startTime) {
    this.startTime = startTime;
  }

  @Override
  public @Nullable Date getEndTime() {
    return endTime;
  }

  @Override
  public void setEndTime(@Nullable Date endTime) {
    this.endTime = endTime;
  }

  @Override
  public @Nullable Date getNextFireTime() {
    return nextFireTime;
  }

  @Override
  public void setNextFireTime(@Nullable Date nextFireTime) {
    this.nextFireTime = nextFireTime;
  }

  @Override
  public @Nullable Date getPreviousFireTime() {
    return previousFireTime;
  }

  @Override
  public void setPreviousFireTime(@Nullable Date previousFireTime) {
    this.previousFireTime = previousFireTime;
  }
}
