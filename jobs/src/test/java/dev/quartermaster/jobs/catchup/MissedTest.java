package dev.quartermaster.jobs.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MissedTest {

  private static final Timetable HOURLY = Interval.of(Duration.ofHours(1));
  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");

  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final List<Timetable> SOME =
      List.of(
          Interval.of(Duration.ofSeconds(1)),
          Interval.of(Duration.ofSeconds(90)),
          Interval.of(Duration.ofDays(5)),
          CronTimetable.quartz("0 0/5 8-10 ? * MON-FRI", LONDON),
          CronTimetable.quartz("0 30 1 * * ?", LONDON),
          CronTimetable.unix("0 4 29 2 *", LONDON),
          CronTimetable.quartz("0 0 12 10 6 ? 2025", LONDON));

  @Test
  void nothing_was_missed_between_a_planned_time_and_the_next() {
    assertThat(Missed.between(HOURLY, NOON, NOON.plus(Duration.ofHours(1))).count()).isZero();
  }

  @Test
  void the_times_in_between_were_missed_without_the_two_ends() {
    assertThat(Missed.between(HOURLY, NOON, NOON.plus(Duration.ofHours(4))).count()).isEqualTo(3);
  }

  @Test
  void from_a_declaration_off_the_timetable_the_first_planned_time_counts() {
    Instant declared = NOON.minus(Duration.ofMinutes(5));

    assertThat(Missed.between(HOURLY, declared, NOON).count()).isZero();
    assertThat(Missed.between(HOURLY, declared, NOON.plus(Duration.ofHours(2))).count())
        .isEqualTo(2);
  }

  @Test
  void nothing_was_missed_when_the_last_one_is_newer() {
    assertThat(Missed.between(HOURLY, NOON, NOON.minus(Duration.ofHours(3))).count()).isZero();
  }

  @Test
  void counting_stops_at_its_limit() {
    Timetable everySecond = Interval.of(Duration.ofSeconds(1));

    assertThat(Missed.between(everySecond, Instant.EPOCH, NOON).count()).isEqualTo(Missed.MOST);
  }

  @Test
  void the_newest_planned_time_may_be_now_or_the_first_one_allowed() {
    assertThat(Missed.newest(HOURLY, NOON, NOON)).contains(NOON);
    assertThat(Missed.newest(HOURLY, NOON, NOON.plusSeconds(3599))).contains(NOON);
    assertThat(Missed.newest(HOURLY, NOON.plusNanos(1), NOON.plusSeconds(3599))).isEmpty();
  }

  @Test
  void the_newest_planned_time_of_a_rare_timetable_is_found_years_back() {
    Timetable leapDays = CronTimetable.unix("0 4 29 2 *", ZoneId.of("UTC"));

    assertThat(Missed.newest(leapDays, Instant.EPOCH, NOON))
        .contains(Instant.parse("2024-02-29T04:00:00Z"));
  }

  @Test
  void a_timetable_that_never_fired_has_no_newest_time() {
    Timetable later = CronTimetable.quartz("0 0 12 10 6 ? 2030", LONDON);

    assertThat(Missed.newest(later, Instant.EPOCH, NOON)).isEmpty();
  }

  @Test
  void newest_and_between_agree_with_walking_the_whole_timetable() {
    long seed = Long.getLong("missed.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      Timetable timetable = SOME.get(random.nextInt(SOME.size()));
      Instant from = NOON.plusMillis(random.nextLong(-Duration.ofDays(400).toMillis(), 1));
      Instant now = from.plusSeconds(random.nextLong(span(timetable)));

      Walk walk = walk(timetable, from, now);

      assertThat(Missed.newest(timetable, from, now))
          .as(
              "newest of %s from %s until %s; again with -Dmissed.seed=%d",
              timetable, from, now, seed)
          .isEqualTo(walk.newest());
      assertThat(Missed.between(timetable, from.minusNanos(1), now.plusNanos(1)).count())
          .as(
              "times of %s from %s until %s; again with -Dmissed.seed=%d",
              timetable, from, now, seed)
          .isEqualTo(walk.count());
    }
  }

  private record Walk(Optional<Instant> newest, long count) {}

  private static Walk walk(Timetable timetable, Instant from, Instant now) {
    Optional<Instant> newest = Optional.empty();
    long count = 0;
    for (Instant at = timetable.next(from.minusNanos(1));
        !at.isAfter(now);
        at = timetable.next(at)) {
      newest = Optional.of(at);
      count++;
    }
    return new Walk(newest, count);
  }

  /** In seconds: so long that some hundreds of times lie in it. */
  private static long span(Timetable timetable) {
    return timetable instanceof Interval interval
        ? interval.every().toSeconds() * 300
        : Duration.ofDays(30).toSeconds();
  }
}
