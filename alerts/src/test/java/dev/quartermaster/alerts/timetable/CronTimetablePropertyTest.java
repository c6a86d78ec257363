package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Holds {@link CronTimetable#next} to the rules of its documentation, on random expressions in
 * random zones: the tick of every minute (or second) of a window is looked at, by what the
 * expression was made to mean, without parsing it.
 */
class CronTimetablePropertyTest {

  private static final int ROUNDS = Integer.getInteger("cron.property.rounds", 400);

  private static final List<ZoneId> KNOWN_FOR_TROUBLE =
      List.of(
          ZoneId.of("Europe/London"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("America/Sao_Paulo"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("Africa/Casablanca"));

  private static final List<ZoneId> ALL =
      ZoneId.getAvailableZoneIds().stream().sorted().map(ZoneId::of).toList();

  // Before, some zones were not whole minutes from UTC; after, nobody knows.
  private static final Instant EARLIEST = Instant.parse("1975-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2038-01-01T00:00:00Z");

  /** No clock was put back by more since {@link #EARLIEST}. */
  private static final Duration LONGEST_OVERLAP = Duration.ofHours(8);

  @Test
  void by_the_minute_every_planned_time_of_a_few_days_is_found_and_no_other() {
    check(ROUNDS, false, Duration.ofMinutes(1), Duration.ofDays(4));
  }

  @Test
  void by_the_second_every_planned_time_of_an_hour_is_found_and_no_other() {
    check(ROUNDS / 4, true, Duration.ofSeconds(1), Duration.ofHours(2));
  }

  private static void check(int rounds, boolean bySecond, Duration tick, Duration span) {
    long seed = Seed.of("cron.property.seed");
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < rounds; round++) {
      ZoneId zone = random.nextBoolean() ? pick(random, KNOWN_FOR_TROUBLE) : pick(random, ALL);
      RandomCron cron = RandomCron.of(random, bySecond);
      Instant start = windowAround(random, zone, tick, span);
      Instant end = start.plus(span);
      CronTimetable timetable = cron.in(zone);
      String where =
          "-Dcron.property.seed=%d, round %d: '%s' in %s from %s"
              .formatted(seed, round, cron.text(), zone, start);

      List<Instant> planned = planned(cron, zone, start, end, tick);

      assertThat(walk(timetable, start, end)).as(where).isEqualTo(planned);
      Instant anywhere = start.plusNanos(random.nextLong(span.toNanos()));
      assertThat(timetable.next(anywhere))
          .as("%s, after %s", where, anywhere)
          .matches(next -> next.isAfter(anywhere));
      planned.stream()
          .filter(time -> time.isAfter(anywhere))
          .findFirst()
          .ifPresent(
              first ->
                  assertThat(timetable.next(anywhere))
                      .as("%s, after %s", where, anywhere)
                      .isEqualTo(first));
    }
  }

  /**
   * A window with a change of the zone's clock in it, where there is one; else, and sometimes, any
   * window.
   */
  private static Instant windowAround(
      SplittableRandom random, ZoneId zone, Duration tick, Duration span) {
    long range = Duration.between(EARLIEST, LATEST).toSeconds();
    Instant any = EARLIEST.plusSeconds(random.nextLong(range));
    ZoneOffsetTransition change = zone.getRules().nextTransition(any);
    Instant inside =
        change == null || change.getInstant().isAfter(LATEST) || random.nextInt(5) == 0
            ? any
            : change.getInstant();
    long ticks =
        inside.minusSeconds(random.nextLong(span.toSeconds())).getEpochSecond() / tick.toSeconds();
    return Instant.ofEpochSecond(ticks * tick.toSeconds());
  }

  /** The planned times after start and up to end, as the timetable tells them one by one. */
  private static List<Instant> walk(CronTimetable timetable, Instant start, Instant end) {
    List<Instant> found = new ArrayList<>();
    Instant time = timetable.next(start);
    while (!time.isAfter(end)) {
      found.add(time);
      Instant next = timetable.next(time);
      assertThat(next).as("after %s", time).isAfter(time);
      time = next;
    }
    return found;
  }

  /** The same, by looking at each tick. */
  private static List<Instant> planned(
      RandomCron cron, ZoneId zone, Instant start, Instant end, Duration tick) {
    Set<LocalDateTime> seen = new HashSet<>();
    for (Instant time = start.minus(LONGEST_OVERLAP);
        !time.isAfter(start);
        time = time.plus(tick)) {
      seen.add(local(time, zone));
    }
    List<Instant> planned = new ArrayList<>();
    LocalDateTime before = local(start, zone);
    for (Instant time = start.plus(tick); !time.isAfter(end); time = time.plus(tick)) {
      LocalDateTime now = local(time, zone);
      boolean isNew = seen.add(now);
      boolean selected =
          cron.everySoOften()
              ? cron.selects(now)
              : (isNew && cron.selects(now)) || anySelected(cron, before.plus(tick), now, tick);
      if (selected) {
        planned.add(time);
      }
      before = now;
    }
    return planned;
  }

  private static boolean anySelected(
      RandomCron cron, LocalDateTime from, LocalDateTime to, Duration tick) {
    for (LocalDateTime skipped = from; skipped.isBefore(to); skipped = skipped.plus(tick)) {
      if (cron.selects(skipped)) {
        return true;
      }
    }
    return false;
  }

  private static LocalDateTime local(Instant time, ZoneId zone) {
    return LocalDateTime.ofInstant(time, zone);
  }

  private static ZoneId pick(SplittableRandom random, List<ZoneId> zones) {
    return zones.get(random.nextInt(zones.size()));
  }
}
