package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.ScheduleKeys.BATCH_SIZE;
import static dev.quartermaster.ops.config.ScheduleKeys.CATCH_UP;
import static dev.quartermaster.ops.config.ScheduleKeys.DESCRIPTION;
import static dev.quartermaster.ops.config.ScheduleKeys.ENABLED;
import static dev.quartermaster.ops.config.ScheduleKeys.FINISH_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.JITTER;
import static dev.quartermaster.ops.config.ScheduleKeys.MAX_BACKLOG_AGE;
import static dev.quartermaster.ops.config.ScheduleKeys.MAX_RUNTIME;
import static dev.quartermaster.ops.config.ScheduleKeys.OVERLAP;
import static dev.quartermaster.ops.config.ScheduleKeys.OWNER;
import static dev.quartermaster.ops.config.ScheduleKeys.PROGRESS_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.RETRIES;
import static dev.quartermaster.ops.config.ScheduleKeys.RUNBOOK;
import static dev.quartermaster.ops.config.ScheduleKeys.START_WITHIN;
import static dev.quartermaster.ops.config.ScheduleKeys.TAGS;
import static dev.quartermaster.ops.config.ScheduleKeys.TIME_BUDGET;
import static dev.quartermaster.ops.config.ScheduleKeys.WORKERS;

import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A schedule from settings that are known to be free of problems. */
final class AssembleSchedule {

  /** A run of a kind that is not cut has one batch, one worker, and its whole runtime. */
  private static final int UNCUT = 1;

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

  private static Schedule.Work work(Entry entry) {
    String kind = entry.get(ScheduleKeys.KIND);
    return switch (kind) {
      case "sql" -> new Schedule.Work.Sql(entry.get(ScheduleKeys.STATEMENT));
      case "http" ->
          new Schedule.Work.Http(
              entry.get(ScheduleKeys.URL).toString(),
              entry.get(ScheduleKeys.EXPECT),
              entry.get(ScheduleKeys.TIMEOUT),
              "GET",
              Map.of(),
              Optional.empty());
      case "command" ->
          new Schedule.Work.Command(
              entry.get(ScheduleKeys.ARGV),
              entry.get(ScheduleKeys.ENV),
              entry.find(ScheduleKeys.DIRECTORY),
              Optional.empty(),
              Duration.ofSeconds(10));
      default -> Defaults.builtIn(entry.place().name()).orElseThrow().work();
    };
  }

  private static Schedule.When when(Entry entry) {
    return new Schedule.When(
        ScheduleKeys.WHEN.read(entry).orElseThrow(),
        entry.get(CATCH_UP),
        Schedule.Backfill.DEFAULT,
        entry.get(OVERLAP),
        entry.get(JITTER),
        entry.get(RETRIES));
  }

  private static Schedule.Limits limits(Entry entry) {
    return new Schedule.Limits(
        entry.get(START_WITHIN),
        entry.get(FINISH_WITHIN),
        entry.get(PROGRESS_WITHIN),
        entry.get(MAX_BACKLOG_AGE),
        entry.get(MAX_RUNTIME));
  }

  private static Schedule.Batching batching(Entry entry) {
    Duration wholeRun = entry.get(MAX_RUNTIME);
    return Schedule.Batching.of(
        entry.find(BATCH_SIZE).orElse(UNCUT),
        entry.find(WORKERS).orElse(UNCUT),
        entry.find(TIME_BUDGET).orElse(wholeRun));
  }

  private static Schedule.About about(Entry entry) {
    return new Schedule.About(
        entry.get(OWNER), entry.get(DESCRIPTION), entry.get(RUNBOOK), entry.get(TAGS));
  }
}
