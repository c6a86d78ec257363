package dev.quartermaster.jobs;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Schedules for tests: what a test does not name is of no matter to it. */
public final class Schedules {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Schedules() {}

  public static Schedule of(String name, Timetable timetable) {
    return new Schedule(
        name,
        true,
        new Schedule.Work.BuiltIn(name, Map.of()),
        new Schedule.When(
            timetable, CatchUp.COALESCE, Backfill.DEFAULT, Overlap.FORBID, Duration.ZERO, 0),
        new Schedule.Limits(MINUTE, MINUTE, MINUTE, MINUTE, Duration.ofMinutes(10)),
        Batching.of(10, 2, Duration.ofMinutes(5)),
        new Schedule.About("", "", "", List.of()));
  }

  public static Schedule named(String name, Schedule schedule) {
    return new Schedule(
        name,
        schedule.enabled(),
        schedule.work(),
        schedule.when(),
        schedule.limits(),
        schedule.batching(),
        schedule.about());
  }

  public static Schedule with(CatchUp catchUp, Schedule schedule) {
    Schedule.When when = schedule.when();
    return with(
        new Schedule.When(
            when.timetable(), catchUp, when.backfill(), when.overlap(), Duration.ZERO, 0),
        schedule);
  }

  public static Schedule with(Overlap overlap, Schedule schedule) {
    Schedule.When when = schedule.when();
    return with(
        new Schedule.When(
            when.timetable(), when.catchUp(), when.backfill(), overlap, Duration.ZERO, 0),
        schedule);
  }

  public static Schedule with(Schedule.When when, Schedule schedule) {
    return new Schedule(
        schedule.name(),
        true,
        schedule.work(),
        when,
        schedule.limits(),
        schedule.batching(),
        schedule.about());
  }

  public static Schedule with(Batching batching, Schedule schedule) {
    return new Schedule(
        schedule.name(),
        true,
        schedule.work(),
        schedule.when(),
        schedule.limits(),
        batching,
        schedule.about());
  }

  public static Schedule withRetries(int retries, Schedule schedule) {
    Schedule.When when = schedule.when();
    return with(
        new Schedule.When(
            when.timetable(),
            when.catchUp(),
            when.backfill(),
            when.overlap(),
            when.jitter(),
            retries),
        schedule);
  }

  public static Schedule withJitter(Duration jitter, Schedule schedule) {
    Schedule.When when = schedule.when();
    return with(
        new Schedule.When(
            when.timetable(),
            when.catchUp(),
            when.backfill(),
            when.overlap(),
            jitter,
            when.retries()),
        schedule);
  }

  public static Schedule with(Backfill backfill, Schedule schedule) {
    Schedule.When when = schedule.when();
    return with(
        new Schedule.When(
            when.timetable(),
            CatchUp.BACKFILL,
            backfill,
            when.overlap(),
            when.jitter(),
            when.retries()),
        schedule);
  }

  public static Schedule withMaxRuntime(Duration most, Schedule schedule) {
    Schedule.Limits limits = schedule.limits();
    return new Schedule(
        schedule.name(),
        true,
        schedule.work(),
        schedule.when(),
        new Schedule.Limits(
            limits.startWithin(),
            limits.finishWithin(),
            limits.progressWithin(),
            limits.maxBacklogAge(),
            most),
        schedule.batching(),
        schedule.about());
  }

  /** One that has to start within this. */
  public static Schedule startingWithin(Duration most, Schedule schedule) {
    Schedule.Limits limits = schedule.limits();
    return new Schedule(
        schedule.name(),
        true,
        schedule.work(),
        schedule.when(),
        new Schedule.Limits(
            most,
            limits.finishWithin(),
            limits.progressWithin(),
            limits.maxBacklogAge(),
            limits.maxRuntime()),
        schedule.batching(),
        schedule.about());
  }

  public static Schedule disabled(Schedule schedule) {
    return new Schedule(
        schedule.name(),
        false,
        schedule.work(),
        schedule.when(),
        schedule.limits(),
        schedule.batching(),
        schedule.about());
  }
}
