package dev.quartermaster.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.simulate.Course.Outcome;
import dev.quartermaster.jobs.simulate.Course.Outcome.Drained;
import dev.quartermaster.jobs.simulate.Course.Outcome.Never;
import dev.quartermaster.jobs.simulate.Course.Outcome.NotWithin;
import dev.quartermaster.jobs.simulate.Course.Point;
import dev.quartermaster.quota.period.EndingPeriods.Usual;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForetellTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  /** Each minute, for 50 seconds. */
  private static final Schedule RESET =
      Schedules.with(
          Batching.of(5_000, 2, Duration.ofSeconds(50)),
          Schedules.of("cpu-reset", Interval.of(Duration.ofMinutes(1))));

  private final long seed = Long.getLong("simulate.seed", 7);
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void what_piles_up_is_worked_off_at_the_rate() {
    Course course = course(DAY, 100_000, Usual.UNKNOWN, 10_000);

    assertThat(course.outcome()).isEqualTo(new Drained(Duration.ofSeconds(10)));
    assertThat(course.peak()).isEqualTo(new Point(60, 100_000));
  }

  @Test
  void a_run_hands_over_at_its_budget_and_the_next_begins_at_its_planned_time() {
    Course course = course(DAY, 600_000, Usual.UNKNOWN, 5_000);

    // 250,000 a run: at 0:00, 1:00 and 2:00.
    assertThat(course.outcome()).isEqualTo(new Drained(Duration.ofSeconds(140)));
    assertThat(course.items(86_400 + 55)).isCloseTo(350_000, within(6_000.0));
  }

  @Test
  void what_comes_in_while_it_is_worked_off_takes_time_too() {
    Course course = course(DAY, 100_000, daily(86_400), 11);

    // One a second, also after the outage, but for its first hour; 550 a minute are done.
    assertThat(course.peak().items()).isCloseTo(182_800, within(0.5));
    assertThat(seconds(course)).isCloseTo(182_800 / 490.0 * 60, within(60.0));
  }

  @Test
  void what_comes_in_faster_than_it_is_done_is_never_drained() {
    Course course = course(DAY, 0, daily(3 * 86_400), 2);

    Never never = (Never) course.outcome();
    assertThat(never.growsPerDay()).isCloseTo((3 - 2 * 50 / 60.0) * 86_400, within(100.0));
    assertThat(course.peak().atSeconds()).isCloseTo(31 * 86_400.0, within(1.0));
  }

  @Test
  void what_nothing_works_off_stays() {
    Course course = foretell(DAY, 500, 0, Usual.UNKNOWN, Optional.empty());

    assertThat(course.outcome()).isEqualTo(new Never(0));
  }

  @Test
  void what_takes_longer_than_anybody_looks_ahead_is_not_promised() {
    Course course = course(DAY, 10_000_000, Usual.UNKNOWN, 1);

    assertThat(course.outcome())
        .isEqualTo(new NotWithin(Foretell.HORIZON, 10_000_000 - 30 * 1_440 * 50.0));
  }

  @Test
  void nothing_that_waits_is_drained_at_once() {
    Course course = course(DAY, 0, Usual.UNKNOWN, 1);

    assertThat(course.outcome()).isEqualTo(new Drained(Duration.ZERO));
    assertThat(course.peak().items()).isZero();
  }

  @Test
  void of_what_is_known_and_what_is_usual_the_more_counts_hour_by_hour() {
    Steps steps = Steps.of(NOON, Duration.ofHours(3));
    Usual usual = new Usual(Collections.nCopies(24, 60.0), 7);

    Inflow inflow = Inflow.of(steps, Map.of(5, 100L, 70, 10L), usual, NOON);

    assertThat(inflow.items(5)).as("more is known").isEqualTo(100);
    assertThat(inflow.items(6)).isZero();
    assertThat(inflow.items(71)).as("50 more in an hour").isCloseTo(50 / 60.0, within(1e-9));
    assertThat(inflow.items(130)).isCloseTo(1, within(1e-9));
    assertThat(inflow.total()).isCloseTo(100 + 60 + 60, within(1e-6));
  }

  @Test
  void what_is_past_is_known_and_not_guessed() {
    Steps steps = Steps.of(NOON, Duration.ofHours(2));
    Usual usual = new Usual(Collections.nCopies(24, 60.0), 7);

    Inflow inflow = Inflow.of(steps, Map.of(5, 1L), usual, NOON.plus(Duration.ofHours(2)));

    assertThat(inflow.total()).isEqualTo(1);
  }

  @Test
  void a_longer_outage_is_never_over_sooner_nor_a_faster_drain_later() {
    for (int i = 0; i < 100; i++) {
      Duration length = Duration.ofSeconds(random.nextLong(1, 100_000));
      Duration longer = length.plusSeconds(random.nextLong(0, 20_000));
      long waits = random.nextLong(0, 1_000_000);
      Usual usual = daily(random.nextLong(1, 2_000_000));
      double rate = random.nextDouble(50, 5_000);

      double drained = drainedAt(length, waits, usual, rate);

      assertThat(drainedAt(longer, waits, usual, rate))
          .as(again())
          .isGreaterThanOrEqualTo(drained - 0.01);
      assertThat(drainedAt(length, waits, usual, rate * random.nextDouble(1, 3)))
          .as(again())
          .isLessThanOrEqualTo(drained + 0.01);
    }
  }

  @Test
  void the_curve_is_short_and_begins_ends_and_peaks_where_the_backlog_does() {
    for (int i = 0; i < 100; i++) {
      Duration length = Duration.ofSeconds(random.nextLong(1, 1_000_000));

      Course course =
          foretell(
              length,
              random.nextLong(1, 1_000),
              random.nextLong(0, 100_000),
              daily(random.nextLong(1, 100_000)),
              drain(length, random.nextDouble(10, 5_000)));

      assertThat(course.curve()).as(again()).hasSizeLessThanOrEqualTo(Course.POINTS);
      assertThat(course.curve())
          .as(again())
          .isSortedAccordingTo(Comparator.comparingDouble(Point::atSeconds))
          .contains(course.peak())
          .allSatisfy(point -> assertThat(point.items()).isBetween(0.0, course.peak().items()));
      assertThat(course.curve().get(0).atSeconds()).as(again()).isZero();
      if (course.outcome() instanceof Drained) {
        assertThat(course.curve().get(course.curve().size() - 1).items()).as(again()).isZero();
      }
    }
  }

  private String again() {
    return "again with -Dsimulate.seed=" + seed;
  }

  /** Since the outage began; infinity when it is not. */
  private static double drainedAt(Duration length, long waits, Usual usual, double rate) {
    Outcome outcome = foretell(length, waits, 0, usual, drain(length, rate)).outcome();
    return outcome instanceof Drained drained
        ? length.plus(drained.after()).toMillis() / 1_000.0
        : Double.POSITIVE_INFINITY;
  }

  private static double seconds(Course course) {
    return ((Drained) course.outcome()).after().toMillis() / 1_000.0;
  }

  private static Usual daily(long periods) {
    return new Usual(Collections.nCopies(24, periods / 24.0), 7);
  }

  /** So many in the first minute of the outage. */
  private static Course course(Duration length, long come, Usual usual, double rate) {
    return foretell(length, 0, come, usual, drain(length, rate));
  }

  private static Optional<Drain> drain(Duration length, double rate) {
    Outage outage = new Outage(NOON, length);
    return Drain.of(Predicted.of(RESET, outage), outage, rate);
  }

  private static Course foretell(
      Duration length, long before, long come, Usual usual, Optional<Drain> drain) {
    Outage outage = new Outage(NOON, length);
    Inflow during =
        Inflow.of(Steps.of(NOON, length), come == 0 ? Map.of() : Map.of(0, come), usual, NOON);
    Inflow after = Inflow.of(Steps.of(outage.end(), Foretell.HORIZON), Map.of(), usual, NOON);
    return Foretell.course(outage, (double) before, during, after, drain);
  }
}
