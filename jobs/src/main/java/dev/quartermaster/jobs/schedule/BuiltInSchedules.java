package dev.quartermaster.jobs.schedule;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.schedule.Schedule.About;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Limits;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schedules that are there without being declared; configuration overrides them key by key. */
public final class BuiltInSchedules {

  private static final Map<String, Schedule> ALL =
      byName(List.of(cpuReset(), usageRollup(), usageRetention()));

  private BuiltInSchedules() {}

  /** Every built-in schedule by its name, in the order in which people should read them. */
  public static Map<String, Schedule> all() {
    return ALL;
  }

  private static Schedule cpuReset() {
    return new Schedule(
        "cpu-reset",
        true,
        new Work.BuiltIn("cpu-reset", Map.of()),
        new When(
            Interval.of(Duration.ofMinutes(1)),
            CatchUp.COALESCE,
            Backfill.DEFAULT,
            Overlap.FORBID,
            Duration.ZERO,
            0),
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10)),
        // Ten seconds short of the interval: a run hands over before the next one is due.
        Batching.of(5_000, 2, Duration.ofSeconds(50)),
        new About(
            "platform",
            "Settles the periods that have ended and lets their accounts out of the tarpit.",
            "ops/runbooks/cpu-reset.md",
            List.of("quota")));
  }

  private static Schedule usageRollup() {
    return new Schedule(
        "usage-rollup",
        true,
        new Work.BuiltIn("usage-rollup", Map.of()),
        new When(
            Interval.of(Duration.ofMinutes(1)),
            CatchUp.COALESCE,
            Backfill.DEFAULT,
            Overlap.FORBID,
            Duration.ZERO,
            0),
        // Nobody waits for it: what is not rolled up yet is read from the records.
        new Limits(
            Duration.ofMinutes(2),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(10)),
        // Some 50 µs a record: an eighth of a second a batch.
        Batching.of(2_500, 2, Duration.ofSeconds(50)),
        new About(
            "platform",
            "Adds what was reported to the history of usage by day.",
            "ops/runbooks/usage-rollup.md",
            List.of("usage")));
  }

  private static Schedule usageRetention() {
    return new Schedule(
        "usage-retention",
        true,
        new Work.BuiltIn("usage-retention", Map.of()),
        // Beside what others have at the full hour, and at no hour that a clock change skips: UTC.
        new When(
            CronTimetable.quartz("0 17 3 * * ?", ZoneId.of("UTC")),
            CatchUp.COALESCE,
            Backfill.DEFAULT,
            Overlap.FORBID,
            Duration.ZERO,
            0),
        new Limits(
            Duration.ofMinutes(15),
            Duration.ofMinutes(45),
            Duration.ofMinutes(5),
            Duration.ofDays(3),
            Duration.ofHours(1)),
        // One worker: it is in no hurry, and leaves the disk to the others.
        Batching.of(5_000, 1, Duration.ofMinutes(30)),
        new About(
            "platform",
            "Forgets records, history and events that are older than they are kept for.",
            "ops/runbooks/usage-retention.md",
            List.of("usage")));
  }

  private static Map<String, Schedule> byName(List<Schedule> schedules) {
    Map<String, Schedule> named = new LinkedHashMap<>();
    schedules.forEach(schedule -> named.put(schedule.name(), schedule));
    return Collections.unmodifiableMap(named);
  }
}
