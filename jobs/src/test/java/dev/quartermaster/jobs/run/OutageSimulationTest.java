package dev.quartermaster.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Decision;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.OutageOracle.Gap;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weeks of schedules by a clock that is set, over clock changes, with outages of any length: what
 * ran is what an oracle says that shares no code with the product.
 */
class OutageSimulationTest {

  private static final Duration WINDOW = Duration.ofHours(30);
  private static final int LIMIT = 7;
  private static final Backfill BACKFILL =
      new Backfill(WINDOW, LIMIT, false, Duration.ofSeconds(1));
  private static final Duration LOOK = Duration.ofSeconds(10);

  private TestDatabase test;
  private Database database;
  private List<Gap> gaps;
  private final Map<String, Schedule> schedules = new LinkedHashMap<>();

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 2025-03-04T00:00:00Z",
    "America/New_York, 2025-10-28T00:00:00Z",
    "Europe/London, 2025-03-25T00:00:00Z",
    "Europe/London, 2025-10-21T00:00:00Z",
    "Australia/Lord_Howe, 2025-04-01T00:00:00Z",
    "Australia/Lord_Howe, 2025-09-30T00:00:00Z",
    "America/Havana, 2025-03-05T00:00:00Z",
    "America/Havana, 2025-10-28T00:00:00Z",
    "Africa/Cairo, 2025-04-21T00:00:00Z",
    "Africa/Cairo, 2025-10-27T00:00:00Z",
    "America/Santiago, 2025-04-01T00:00:00Z",
    "America/Santiago, 2025-09-02T00:00:00Z",
    "Pacific/Apia, 2011-12-26T00:00:00Z",
  })
  void what_runs_is_what_each_policy_allows(String zoneName, Instant begin) {
    ZoneId zone = ZoneId.of(zoneName);
    Instant end = begin.plus(Duration.ofDays(14));
    SplittableRandom random = new SplittableRandom(begin.getEpochSecond() + zoneName.hashCode());
    gaps = gaps(random, begin, end);
    OutageOracle oracle = new OutageOracle(zone, begin, end);

    try (TestDatabase opened = TestDatabase.of(OutageSimulationTest.class)) {
      test = opened;
      database = opened.database();
      test.clockAt(begin);
      declare("daily", CronTimetable.quartz("0 30 2 * * ?", zone));
      declare("midnight", CronTimetable.unix("0 0 * * *", zone));
      declare("hourly", CronTimetable.quartz("0 15 * * * ?", zone));
      declare("six-hourly", Interval.of(Duration.ofHours(6)));

      simulate(begin, end);

      isAsTheOracleSays("daily", oracle.daily(LocalTime.of(2, 30)));
      isAsTheOracleSays("midnight", oracle.daily(LocalTime.MIDNIGHT));
      isAsTheOracleSays("hourly", oracle.hourly(15));
      isAsTheOracleSays("six-hourly", oracle.every(Duration.ofHours(6)));
    }
  }

  /** Of seconds, of minutes, and of days; one of them over whichever clock change there is. */
  private static List<Gap> gaps(SplittableRandom random, Instant begin, Instant end) {
    List<Gap> gaps = new ArrayList<>();
    Instant at = begin.plusSeconds(random.nextLong(3_600, 86_400));
    while (true) {
      long length =
          switch (random.nextInt(4)) {
            case 0 -> random.nextLong(5, 30);
            case 1 -> random.nextLong(60, 7_200);
            case 2 -> random.nextLong(7_200, 40 * 3_600);
            default -> random.nextLong(86_400, 4 * 86_400);
          };
      Instant from = offTheMinute(at);
      Instant to = offTheMinute(from.plusSeconds(length));
      if (to.isAfter(end.minus(Duration.ofHours(12)))) {
        return gaps;
      }
      if (to.isAfter(from)) {
        gaps.add(new Gap(from, to));
      }
      at = to.plusSeconds(random.nextLong(600, 2 * 86_400));
    }
  }

  /** Whether a time that is late by 30 to 45 s is missed is nobody's promise. */
  private static Instant offTheMinute(Instant at) {
    long second = at.getEpochSecond() % 60;
    return second >= 25 ? at.plusSeconds(60 - second + 5) : at;
  }

  private void declare(String name, Timetable timetable) {
    Schedule plain = Schedules.of(name, timetable);
    for (CatchUp policy : CatchUp.values()) {
      Schedule schedule =
          Schedules.named(
              name + "-" + policy.name(),
              policy == CatchUp.BACKFILL
                  ? Schedules.with(BACKFILL, plain)
                  : Schedules.with(policy, plain));
      schedules.put(schedule.name(), schedule);
      Firing.declared(database, schedule);
    }
  }

  /** Fires as Quartz does with our trigger, and looks for what it overlooks as a node does. */
  private void simulate(Instant begin, Instant end) {
    Instant now = begin;
    while (true) {
      Instant next = end;
      for (Schedule schedule : schedules.values()) {
        Instant planned = schedule.when().timetable().next(now);
        next = planned.isBefore(next) ? planned : next;
      }
      if (!next.isBefore(end)) {
        return;
      }
      Gap gap = gapAt(next);
      if (gap == null) {
        fireAt(next);
        now = next;
      } else {
        recover(gap);
        now = gap.to();
      }
    }
  }

  private @Nullable Gap gapAt(Instant at) {
    return gaps.stream().filter(gap -> gap.holds(at)).findFirst().orElse(null);
  }

  /** Quartz fires for the newest of what was missed, but not what is to be skipped and is late. */
  private void recover(Gap gap) {
    test.clockAt(gap.to());
    List<Planned> fired = new ArrayList<>();
    for (Schedule schedule : schedules.values()) {
      Missed.newest(schedule.when().timetable(), gap.from(), gap.to())
          .filter(
              newest ->
                  schedule.when().catchUp() != CatchUp.SKIP
                      || !gap.to().isAfter(newest.plusSeconds(30)))
          .ifPresent(newest -> fired.add(planned(schedule, newest)));
    }
    Firing.fired(database, fired, "hk-1");
    endAll();
    test.clockForward(Decision.GRACE.plus(LOOK));
    Overlooked.decide(database, schedules, "hk-1");
    endAll();
  }

  private void fireAt(Instant planned) {
    test.clockAt(planned);
    List<Planned> fired = new ArrayList<>();
    for (Schedule schedule : schedules.values()) {
      if (schedule.when().timetable().next(planned.minusNanos(1)).equals(planned)) {
        fired.add(planned(schedule, planned));
      }
    }
    Firing.fired(database, fired, "hk-1");
    endAll();
  }

  private static Planned planned(Schedule schedule, Instant at) {
    return new Planned(schedule.name(), schedule.when(), at);
  }

  /** Whatever started is done at once. */
  private void endAll() {
    Promotion.start(database, Duration.ofSeconds(10));
    database.run(
        handle ->
            handle.execute(
                "UPDATE run SET state = 'finished', outcome = 'succeeded', finished_at = qm_now() WHERE state = 'running'"));
  }

  private void isAsTheOracleSays(String name, List<Instant> planned) {
    for (int i = 0; i < LIMIT + 1; i++) {
      test.clockForward(Duration.ofSeconds(2));
      endAll();
    }
    assertThat(runs(name, CatchUp.COALESCE)).isEqualTo(OutageOracle.coalesced(planned, gaps));
    assertThat(runs(name, CatchUp.SKIP)).isEqualTo(OutageOracle.skipped(planned, gaps));
    assertThat(runs(name, CatchUp.BACKFILL))
        .isEqualTo(OutageOracle.backfilled(planned, gaps, WINDOW, LIMIT));
  }

  /** Each planned time that ran to its end, with its misses; one that runs twice cannot be (I6). */
  private SortedMap<Instant, Long> runs(String name, CatchUp policy) {
    SortedMap<Instant, Long> runs = new TreeMap<>();
    database
        .transaction(handle -> Runs.history(handle, name + "-" + policy.name(), 100_000))
        .forEach(
            summary -> {
              assertThat(summary.run().end()).isPresent();
              runs.put(summary.run().plannedFor(), summary.run().misses());
            });
    return runs;
  }
}
