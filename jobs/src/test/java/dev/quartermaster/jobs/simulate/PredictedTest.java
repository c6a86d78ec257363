package dev.quartermaster.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictedTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Interval HOURLY = Interval.of(Duration.ofHours(1));
  private static final Backfill BACKFILL =
      new Backfill(Duration.ofHours(30), 7, false, Duration.ofSeconds(10));

  private final long seed = Long.getLong("simulate.seed", 7);
  private final SplittableRandom random = new SplittableRandom(seed);

  @ParameterizedTest
  @CsvSource({
    // policy, length, missed, runs, let go
    "COALESCE, PT59M, 0, 0, 0",
    "COALESCE, PT1H, 1, 1, 0",
    "COALESCE, PT26H30M, 26, 1, 0",
    "SKIP, PT59M, 0, 0, 0",
    "SKIP, PT26H45S, 26, 1, 25",
    "SKIP, PT26H46S, 26, 0, 26",
    "BACKFILL, PT59M, 0, 0, 0",
    "BACKFILL, PT1H30M, 1, 1, 0",
    "BACKFILL, PT5H30M, 5, 5, 0",
    "BACKFILL, PT26H30M, 26, 8, 18",
  })
  void each_policy_does_with_what_is_missed_as_it_says(
      CatchUp policy, Duration length, long missed, int runs, long letGo) {
    Predicted predicted = Predicted.of(schedule(policy, HOURLY, BACKFILL), outage(length));

    assertThat(predicted.missed()).isEqualTo(missed);
    assertThat(predicted.runs()).hasSize(runs);
    assertThat(predicted.letGo()).isEqualTo(letGo);
  }

  @Test
  void what_is_missed_is_told_from_the_first_to_the_last() {
    Predicted predicted =
        Predicted.of(schedule(CatchUp.BACKFILL, HOURLY, BACKFILL), outage(Duration.ofMinutes(210)));

    assertThat(predicted.firstMissed()).contains(NOON.plusSeconds(3_600));
    assertThat(predicted.newest()).contains(NOON.plusSeconds(3 * 3_600));
    assertThat(predicted.runs())
        .as("the newest is not kept waiting by the others")
        .containsExactly(
            NOON.plusSeconds(3 * 3_600), NOON.plusSeconds(3_600), NOON.plusSeconds(2 * 3_600));
    assertThat(predicted.lastStart()).contains(Duration.ofSeconds(20));
  }

  @Test
  void a_year_of_seconds_is_counted_no_further_than_anybody_would() {
    Schedule schedule = schedule(CatchUp.COALESCE, Interval.of(Interval.SHORTEST), BACKFILL);

    Predicted predicted = Predicted.of(schedule, outage(Outage.LONGEST));

    assertThat(predicted.missed()).isEqualTo(Missed.MOST + 1);
    assertThat(predicted.andMore()).isTrue();
    assertThat(predicted.newest()).contains(NOON.plus(Outage.LONGEST));
  }

  @Test
  void whatever_the_outage_each_policy_keeps_its_bounds() {
    for (int i = 0; i < 2_000; i++) {
      Interval every = Interval.of(Duration.ofSeconds(random.nextLong(30, 90_000)));
      Outage outage =
          new Outage(
              NOON.plusSeconds(random.nextLong(100_000)),
              Duration.ofSeconds(random.nextLong(1, 500_000)));
      Backfill backfill =
          new Backfill(
              Duration.ofSeconds(random.nextLong(60, 300_000)),
              random.nextInt(1, 50),
              random.nextBoolean(),
              Duration.ofSeconds(random.nextLong(0, 60)));
      List<Instant> planned = planned(every, outage);
      for (CatchUp policy : CatchUp.values()) {
        Predicted predicted = Predicted.of(schedule(policy, every, backfill), outage);

        assertThat(predicted.missed()).as(again()).isEqualTo(planned.size());
        assertThat(predicted.runs()).as(again()).doesNotHaveDuplicates();
        assertThat(planned).as(again()).containsAll(predicted.runs());
        assertBounds(policy, predicted, planned, backfill, outage);
      }
    }
  }

  private void assertBounds(
      CatchUp policy,
      Predicted predicted,
      List<Instant> planned,
      Backfill backfill,
      Outage outage) {
    List<Instant> runs = predicted.runs();
    switch (policy) {
      case COALESCE -> assertThat(runs).as(again()).hasSize(planned.isEmpty() ? 0 : 1);
      case SKIP -> assertThat(runs).as(again()).hasSizeLessThanOrEqualTo(1);
      case BACKFILL -> {
        assertThat(runs.size()).as(again()).isLessThanOrEqualTo(backfill.limit() + 1);
        assertThat(runs.stream().skip(1))
            .as(again())
            .noneMatch(at -> at.isBefore(outage.end().minus(backfill.window())));
      }
    }
  }

  private String again() {
    return "again with -Dsimulate.seed=" + seed;
  }

  private static List<Instant> planned(Timetable timetable, Outage outage) {
    List<Instant> planned = new ArrayList<>();
    Instant at = timetable.next(outage.from());
    while (!at.isAfter(outage.end())) {
      planned.add(at);
      at = timetable.next(at);
    }
    return planned;
  }

  private static Schedule schedule(CatchUp policy, Timetable timetable, Backfill backfill) {
    Schedule plain = Schedules.of("work", timetable);
    return policy == CatchUp.BACKFILL
        ? Schedules.with(backfill, plain)
        : Schedules.with(policy, plain);
  }

  private static Outage outage(Duration length) {
    return new Outage(NOON, length);
  }
}
