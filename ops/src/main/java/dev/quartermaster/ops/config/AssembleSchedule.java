package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.ScheduleKeys.ALERT_AFTER_FAILURES;
import static dev.quartermaster.ops.config.ScheduleKeys.BATCH_SIZE;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP_EVERY;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP_LIMIT;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP_ORDER;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP_WINDOW;
import static dev.quartermaster.ops.config.ScheduleKeys.DESCRIPTION;
import static dev.quartermaster.ops.config.ScheduleKeys.ENABLED;
import static dev.quartermaster.ops.config.ScheduleKeys.EXCEPT;
import static dev.quartermaster.ops.config.ScheduleKeys.FINISH_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.JITTER;
import static dev.quartermaster.ops.config.ScheduleKeys.MAINTENANCE;
import static dev.quartermaster.ops.config.ScheduleKeys.MAX_BACKLOG_AGE;
import static dev.quartermaster.ops.config.ScheduleKeys.MAX_BATCH_SIZE;
import static dev.quartermaster.ops.config.ScheduleKeys.MAX_RUNTIME;
import static dev.quartermaster.ops.config.ScheduleKeys.MIN_BATCH_SIZE;
import static dev.quartermaster.ops.config.ScheduleKeys.NEWEST;
import static dev.quartermaster.ops.config.ScheduleKeys.OVERLAP;
import static dev.quartermaster.ops.config.ScheduleKeys.OWNER;
import static dev.quartermaster.ops.config.ScheduleKeys.PROGRESS_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.RETRIES;
import static dev.quartermaster.ops.config.ScheduleKeys.RUNBOOK;
import static dev.quartermaster.ops.config.ScheduleKeys.START_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.TAGS;
import static dev.quartermaster.ops.config.ScheduleKeys.TIME_BUDGET;
import static dev.quartermaster.ops.config.ScheduleKeys.WORKERS;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Except;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A schedule from settings that are known to be free of problems. */
final class AssembleSchedule {

  /** A run of a kind that is not cut has one batch, one worker, and its whole runtime. */
  private static final int UNCUT = 1;

  /** A person would notice at once that it does not fire. */
  private static final Duration OFTEN = Duration.ofMinutes(5);

  private static final Duration PROMPT = Duration.ofSeconds(15);

  private AssembleSchedule() {}

  static Schedule from(Entry entry) {
    return new Schedule(
        entry.place().name(),
        entry.get(ENABLED),
        work(entry),
        when(entry),
        limits(entry),
        batching(entry),
        about(entry));
  }

  private static Work work(Entry entry) {
    String kind = entry.get(ScheduleKeys.KIND);
    return switch (kind) {
      case "sql" -> new Work.Sql(entry.get(WorkKeys.STATEMENT), entry.find(WorkKeys.BACKLOG));
      case "http" ->
          new Work.Http(
              entry.get(WorkKeys.URL).toString(),
              entry.get(WorkKeys.EXPECT),
              entry.get(WorkKeys.TIMEOUT),
              entry.get(WorkKeys.METHOD),
              entry.get(WorkKeys.HEADERS),
              entry.find(WorkKeys.BODY));
      case "command" ->
          new Work.Command(
              entry.get(WorkKeys.ARGV),
              entry.get(WorkKeys.ENV),
              entry.find(WorkKeys.DIRECTORY),
              entry.find(WorkKeys.USER),
              entry.get(WorkKeys.STOP_WITHIN));
      case "java" -> new Work.Java(entry.get(WorkKeys.JOB), entry.get(WorkKeys.SETTINGS));
      default -> new Work.BuiltIn(builtInJob(entry), entry.get(WorkKeys.SETTINGS));
    };
  }

  private static String builtInJob(Entry entry) {
    String name = entry.place().name();
    return Defaults.builtIn(name).orElseThrow().work() instanceof Work.BuiltIn work
        ? work.job()
        : name;
  }

  private static Timetable timetable(Entry entry) {
    Timetable planned = ScheduleKeys.WHEN.read(entry).orElseThrow();
    List<Blackout> calendars = CalendarKeys.named(entry.settings(), entry.get(EXCEPT));
    return calendars.isEmpty() ? planned : new Except(planned, calendars);
  }

  private static Schedule.When when(Entry entry) {
    return new Schedule.When(
        timetable(entry),
        entry.get(CATCH_UP),
        new Schedule.Backfill(
            entry.get(CATCH_UP_WINDOW),
            entry.get(CATCH_UP_LIMIT),
            entry.get(CATCH_UP_ORDER).equals(NEWEST),
            entry.get(CATCH_UP_EVERY)),
        entry.get(OVERLAP),
        entry.get(JITTER),
        entry.get(RETRIES));
  }

  private static Schedule.Limits limits(Entry entry) {
    return new Schedule.Limits(
        entry.find(START_WITHIN).orElseGet(() -> startWithin(timetable(entry))),
        entry.find(FINISH_WITHIN).orElseGet(() -> finishWithin(timetable(entry))),
        entry.get(PROGRESS_WITHIN),
        entry.get(MAX_BACKLOG_AGE),
        entry.get(MAX_RUNTIME),
        entry.get(ALERT_AFTER_FAILURES),
        CalendarKeys.maintenance(entry, MAINTENANCE, ScheduleKeys.WHEN.zone()));
  }

  /** Of one that fires often, the first missed time pages within half a minute. */
  static Duration startWithin(Timetable timetable) {
    return often(timetable).isPresent() ? PROMPT : Duration.ofMinutes(1);
  }

  /** Of one that fires often, a run that hangs keeps the next planned time from its run. */
  static Duration finishWithin(Timetable timetable) {
    return often(timetable).map(every -> every.plus(PROMPT)).orElse(Duration.ofHours(1));
  }

  /** Between its first two times, if that is not long. */
  private static Optional<Duration> often(Timetable timetable) {
    Instant first = timetable.next(Instant.EPOCH);
    return first.isBefore(Instant.MAX) && !timetable.next(first).isAfter(first.plus(OFTEN))
        ? Optional.of(Duration.between(first, timetable.next(first)))
        : Optional.empty();
  }

  private static Schedule.Batching batching(Entry entry) {
    Duration wholeRun = entry.get(MAX_RUNTIME);
    return new Schedule.Batching(
        entry.find(BATCH_SIZE).orElse(UNCUT),
        bounds(entry),
        entry.find(WORKERS).orElse(UNCUT),
        entry.find(TIME_BUDGET).orElse(wholeRun));
  }

  /** What is given, else what fits the size that is given, else what is compiled in. */
  static Bounds bounds(Entry entry) {
    Bounds fitting =
        Defaults.builtIn(entry.place().name())
            .filter(builtIn -> !entry.isGiven(BATCH_SIZE))
            .map(builtIn -> builtIn.batching().bounds())
            .orElseGet(() -> Bounds.around(entry.find(BATCH_SIZE).orElse(UNCUT)));
    return new Bounds(
        entry.find(MIN_BATCH_SIZE).orElse(fitting.least()),
        entry.find(MAX_BATCH_SIZE).orElse(fitting.most()));
  }

  private static Schedule.About about(Entry entry) {
    return new Schedule.About(
        entry.get(OWNER), entry.get(DESCRIPTION), entry.get(RUNBOOK), entry.get(TAGS));
  }
}
