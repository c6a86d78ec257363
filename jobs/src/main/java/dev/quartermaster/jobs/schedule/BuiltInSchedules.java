package dev.quartermaster.jobs.schedule;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
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

  private static final Timetable EACH_MINUTE = Interval.of(Duration.ofMinutes(1));

  /** A page can leave within half a minute of the first time that one of each minute misses. */
  private static final Duration START_WITHIN = Duration.ofSeconds(15);

  private static final Map<String, Schedule> ALL =
      byName(
          List.of(
              cpuReset(),
              planChanges(),
              usageRollup(),
              usageRetention(),
              runRetention(),
              tarpitSweep(),
              canary(),
              drill(),
              certificateExpiry(),
              standbyReady(),
              expireUnregistered()));

  private BuiltInSchedules() {}

  /** Every built-in schedule by its name, in the order in which people should read them. */
  public static Map<String, Schedule> all() {
    return ALL;
  }

  private static Schedule cpuReset() {
    return enabled(
        "cpu-reset",
        EACH_MINUTE,
        new Limits(
            START_WITHIN,
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10)),
        // Ten seconds short of the interval: a run hands over before the next one is due.
        Batching.of(5_000, 2, Duration.ofSeconds(50)),
        about(
            "cpu-reset",
            "Settles the periods that have ended and lets their accounts out of the tarpit.",
            "quota"));
  }

  private static Schedule planChanges() {
    return enabled(
        "plan-changes",
        EACH_MINUTE,
        new Limits(
            START_WITHIN,
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10)),
        Batching.of(1_000, 1, Duration.ofSeconds(50)),
        about(
            "plan-changes",
            "Applies changes of plan or allowance whose time has come, and ends grants.",
            "quota"));
  }

  private static Schedule usageRollup() {
    return enabled(
        "usage-rollup",
        EACH_MINUTE,
        // Nobody waits for it: what is not rolled up yet is read from the records.
        new Limits(
            Duration.ofMinutes(2),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(10)),
        // Some 50 µs a record: an eighth of a second a batch.
        Batching.of(2_500, 2, Duration.ofSeconds(50)),
        about("usage-rollup", "Adds what was reported to the history of usage by day.", "usage"));
  }

  private static Schedule usageRetention() {
    return enabled(
        "usage-retention",
        // Beside what others have at the full hour, and at no hour that a clock change skips: UTC.
        utc("0 17 3 * * ?"),
        new Limits(
            Duration.ofMinutes(15),
            Duration.ofMinutes(45),
            Duration.ofMinutes(5),
            Duration.ofDays(3),
            Duration.ofHours(1)),
        // One worker: it is in no hurry, and leaves the disk to the others.
        Batching.of(5_000, 1, Duration.ofMinutes(30)),
        about(
            "usage-retention",
            "Forgets records, history and events that are older than they are kept for.",
            "usage"));
  }

  private static Schedule runRetention() {
    return enabled(
        "run-retention",
        utc("0 47 3 * * ?"),
        new Limits(
            Duration.ofMinutes(15),
            Duration.ofMinutes(45),
            Duration.ofMinutes(5),
            Duration.ofDays(3),
            Duration.ofHours(1)),
        Batching.of(2_000, 1, Duration.ofMinutes(30)),
        about(
            "run-retention",
            "Forgets runs, with their batches and log lines, and nodes and schedules of long ago.",
            "runner"));
  }

  private static Schedule tarpitSweep() {
    return enabled(
        "tarpit-sweep",
        utc("0 27 * * * ?"),
        new Limits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofHours(3),
            Duration.ofMinutes(50)),
        Batching.of(10_000, 1, Duration.ofMinutes(30)),
        about(
            "tarpit-sweep",
            "Compares who is over the allowance with the tarpit and with what hosts were told, and mends the difference.",
            "quota"));
  }

  private static Schedule canary() {
    return enabled(
        "canary",
        EACH_MINUTE,
        new Limits(
            START_WITHIN,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            Duration.ofMinutes(1)),
        Batching.of(1, 1, Duration.ofSeconds(50)),
        about("canary", "Proves that schedules fire, run and commit.", "runner"));
  }

  /** Within the minute, when nobody has the canary in hand. */
  private static Schedule drill() {
    return enabled(
        "drill",
        utc("20 10 9 * * ?"),
        new Limits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(5),
            Duration.ofDays(2),
            Duration.ofMinutes(5)),
        Batching.of(1, 1, Duration.ofMinutes(5)),
        about(
            "drill",
            "Freezes the canary in Quartz's tables, and measures how long it takes until somebody is paged.",
            "runner"));
  }

  private static Schedule certificateExpiry() {
    return enabled(
        "certificate-expiry",
        utc("0 37 6 * * ?"),
        new Limits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofDays(2),
            Duration.ofMinutes(15)),
        Batching.of(1, 1, Duration.ofMinutes(15)),
        about(
            "certificate-expiry",
            "Fails when a certificate in a file or of a server ends soon.",
            "certificates"));
  }

  /** An embedded or a single database has no standby: whoever has one switches it on. */
  private static Schedule standbyReady() {
    return disabled(
        enabled(
            "standby-ready",
            EACH_MINUTE,
            new Limits(
                START_WITHIN,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2)),
            Batching.of(1, 1, Duration.ofSeconds(50)),
            about(
                "standby-ready",
                "Fails when the database has no standby to fall back on, or one that lags.",
                "database")));
  }

  /** Whose accounts expire is for the operator to say. */
  private static Schedule expireUnregistered() {
    return disabled(
        enabled(
            "expire-unregistered",
            utc("0 7 4 * * ?"),
            new Limits(
                Duration.ofMinutes(15),
                Duration.ofMinutes(45),
                Duration.ofMinutes(5),
                Duration.ofDays(3),
                Duration.ofHours(1)),
            Batching.of(5_000, 1, Duration.ofMinutes(30)),
            about(
                "expire-unregistered",
                "Warns accounts of a plan that nobody uses, and marks them expired when that stays so.",
                "accounts")));
  }

  /** Of the kind that all of ours are: whatever was missed is done by one run. */
  private static Schedule enabled(
      String name, Timetable timetable, Limits limits, Batching batching, About about) {
    return new Schedule(
        name,
        true,
        new Work.BuiltIn(name, Map.of()),
        new When(timetable, CatchUp.COALESCE, Backfill.DEFAULT, Overlap.FORBID, Duration.ZERO, 0),
        limits,
        batching,
        about);
  }

  private static Schedule disabled(Schedule schedule) {
    return new Schedule(
        schedule.name(),
        false,
        schedule.work(),
        schedule.when(),
        schedule.limits(),
        schedule.batching(),
        schedule.about());
  }

  private static Timetable utc(String cron) {
    return CronTimetable.quartz(cron, ZoneId.of("UTC"));
  }

  private static About about(String name, String description, String tag) {
    return new About("platform", description, "ops/runbooks/" + name + ".md", List.of(tag));
  }

  private static Map<String, Schedule> byName(List<Schedule> schedules) {
    Map<String, Schedule> named = new LinkedHashMap<>();
    schedules.forEach(schedule -> named.put(schedule.name(), schedule));
    return Collections.unmodifiableMap(named);
  }
}
