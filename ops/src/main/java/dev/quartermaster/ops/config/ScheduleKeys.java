package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.Types.anyText;
import static dev.quartermaster.ops.config.Types.duration;
import static dev.quartermaster.ops.config.Types.durationOrZero;
import static dev.quartermaster.ops.config.Types.listOf;
import static dev.quartermaster.ops.config.Types.name;
import static dev.quartermaster.ops.config.Types.oneOf;
import static dev.quartermaster.ops.config.Types.wholeNumber;
import static dev.quartermaster.ops.config.Types.yesOrNo;

import dev.quartermaster.alerts.timetable.Window;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The keys of each schedule, but those of its work. A new key is one declaration here; {@code
 * builtIn} beside it says where a compiled-in schedule has its value.
 */
final class ScheduleKeys {

  /** What the order of catching up is called that is not the usual one. */
  static final String NEWEST = "newest";

  private static final KeyTable TABLE = new KeyTable();

  private static final Map<String, Function<Schedule, Optional<String>>> BUILT_IN = new HashMap<>();
  private static final String[] BATCHED = {"built-in", "sql", "java"};

  static final Key<String> KIND =
      builtIn(
          schedule(
                  "kind",
                  oneOf("built-in", "sql", "http", "command", "java"),
                  "What a firing does.")
              .example("sql")
              .required(),
          s -> s.work().kind());
  static final Key<Boolean> ENABLED =
      builtIn(
          schedule("enabled", yesOrNo(), "A disabled one is shown, but does not fire.")
              .initially("true"),
          Schedule::enabled);

  static final TimetableKeys WHEN =
      TimetableKeys.in(Section.SCHEDULES, TABLE, "Planned times at this distance.");
  static final Key<List<String>> EXCEPT =
      add(
          schedule("except", listOf(name()), "Calendars: planned times in them do not exist.")
              .initially("[]"));

  static final Key<CatchUp> CATCH_UP =
      builtIn(
          schedule(
                  "catch-up",
                  oneOf(CatchUp.class),
                  "What becomes of planned times that were missed.")
              .initially("coalesce"),
          s -> s.when().catchUp());
  static final Key<Duration> CATCH_UP_WINDOW =
      builtIn(
          schedule("catch-up-window", duration(), "Of backfill: older missed times are let go.")
              .initially("P7D"),
          s -> s.when().backfill().window());
  static final Key<Integer> CATCH_UP_LIMIT =
      builtIn(
          schedule(
                  "catch-up-limit",
                  wholeNumber(1, 100_000),
                  "Of backfill: how many run at most, after one outage.")
              .initially("720"),
          s -> s.when().backfill().limit());
  static final Key<String> CATCH_UP_ORDER =
      builtIn(
          schedule("catch-up-order", oneOf("oldest", NEWEST), "Of backfill: which runs first.")
              .initially("oldest"),
          s -> s.when().backfill().newestFirst() ? NEWEST : "oldest");
  static final Key<Duration> CATCH_UP_EVERY =
      builtIn(
          schedule("catch-up-every", duration(), "Of backfill: the least distance of two starts.")
              .initially("PT1S"),
          s -> s.when().backfill().every());
  static final Key<Overlap> OVERLAP =
      builtIn(
          schedule("overlap", oneOf(Overlap.class), "What happens when the last run still goes on.")
              .initially("forbid"),
          s -> s.when().overlap());
  static final Key<Duration> JITTER =
      builtIn(
          schedule("jitter", durationOrZero(), "Spreads the start by up to this much.")
              .initially("PT0S"),
          s -> s.when().jitter());
  static final Key<Integer> RETRIES =
      builtIn(
          schedule("retries", wholeNumber(0, 100), "How often a failed run is tried again.")
              .initially("0"),
          s -> s.when().retries());

  static final Key<Integer> BATCH_SIZE =
      builtIn(
          schedule("batch-size", wholeNumber(1, 1_000_000), "Items of one transaction.")
              .initially("1000")
              .onlyFor(BATCHED),
          s -> s.batching().size());
  static final Key<Integer> MIN_BATCH_SIZE =
      add(
          schedule(
                  "min-batch-size",
                  wholeNumber(1, 1_000_000),
                  "What a slow database brings it down to; by default a tenth.")
              .example("1")
              .onlyFor(BATCHED));
  static final Key<Integer> MAX_BATCH_SIZE =
      add(
          schedule(
                  "max-batch-size",
                  wholeNumber(1, 2_000_000),
                  "What an idle database brings it up to; by default the double.")
              .example("20000")
              .onlyFor(BATCHED));
  static final Key<Integer> WORKERS =
      builtIn(
          schedule("workers", wholeNumber(1, 64), "Threads on each node that work on one run.")
              .initially("1")
              .onlyFor(BATCHED),
          s -> s.batching().workers());
  static final Key<Duration> TIME_BUDGET =
      builtIn(
          schedule("time-budget", duration(), "After which a run hands the rest to the next one.")
              .initially("PT10M")
              .onlyFor(BATCHED),
          s -> s.batching().timeBudget());

  static final Key<Duration> START_WITHIN =
      builtIn(
          schedule(
                  "start-within",
                  duration(),
                  "A start later than this is an alert; by default 15 s for one of each five minutes or more often, else a minute.")
              .example("PT1M"),
          s -> s.limits().startWithin());
  static final Key<Duration> FINISH_WITHIN =
      builtIn(
          schedule(
                  "finish-within",
                  duration(),
                  "A run longer than this is an alert; by default the interval and 15 s for one of each five minutes or more often, else an hour.")
              .example("PT1H"),
          s -> s.limits().finishWithin());
  static final Key<Duration> PROGRESS_WITHIN =
      builtIn(
          schedule(
                  "progress-within",
                  duration(),
                  "A run without progress for this long is an alert.")
              .initially("PT5M"),
          s -> s.limits().progressWithin());
  static final Key<Duration> MAX_BACKLOG_AGE =
      builtIn(
          schedule(
                  "max-backlog-age", duration(), "An item that waits longer than this is an alert.")
              .initially("P1D"),
          s -> s.limits().maxBacklogAge());
  static final Key<Duration> MAX_RUNTIME =
      builtIn(
          schedule("max-runtime", duration(), "After which a run is stopped.").initially("PT1H"),
          s -> s.limits().maxRuntime());

  static final Key<List<Window>> MAINTENANCE = add(CalendarKeys.maintenance(Section.SCHEDULES));
  static final Key<Integer> ALERT_AFTER_FAILURES =
      builtIn(
          schedule(
                  "alert-after-failures",
                  wholeNumber(1, 1_000),
                  "So many runs that fail one after the other are an alert.")
              .initially("1"),
          s -> s.limits().alertAfterFailures());

  static final Key<String> OWNER =
      builtIn(
          schedule("owner", anyText(), "Who is asked when it breaks.").initially("\"\""),
          s -> s.about().owner());
  static final Key<String> DESCRIPTION =
      builtIn(
          schedule("description", anyText(), "What it is for.").initially("\"\""),
          s -> s.about().description());
  static final Key<String> RUNBOOK =
      builtIn(
          schedule("runbook", anyText(), "Where the mend is written; a link or a path.")
              .initially("\"\""),
          s -> s.about().runbook());
  static final Key<List<String>> TAGS =
      builtIn(
          schedule("tags", listOf(name()), "For filters and routes.").initially("[]"),
          s -> s.about().tags());

  private ScheduleKeys() {}

  /** With those of its kind of work. */
  static List<Key<?>> all() {
    return Stream.concat(TABLE.keys().stream(), WorkKeys.TABLE.keys().stream()).toList();
  }

  /** What a compiled-in schedule has for a key, as YAML. */
  static Optional<String> builtIn(Schedule schedule, Key<?> key) {
    // A timetable says in its own text which of the three keys made it.
    String text = schedule.when().timetable().text();
    return switch (key.name()) {
      case "every" ->
          Optional.of(text).filter(t -> t.startsWith("every ")).map(t -> t.substring(6));
      case "cron" -> Optional.of(text).filter(t -> !t.startsWith("every ")).map(Quoting::scalar);
      case "crontab" -> Optional.empty();
      case "settings" -> WorkKeys.settings(schedule.work());
      default -> BUILT_IN.getOrDefault(key.name(), s -> Optional.empty()).apply(schedule);
    };
  }

  private static <T> Key<T> schedule(String name, Type<T> type, String meaning) {
    return Key.of(Section.SCHEDULES, name, type, meaning);
  }

  private static <T> Key<T> add(Key<T> key) {
    return TABLE.add(key);
  }

  private static <T> Key<T> builtIn(Key<T> key, Function<Schedule, T> value) {
    BUILT_IN.put(key.name(), s -> Optional.of(key.type().show(value.apply(s))));
    return add(key);
  }
}
