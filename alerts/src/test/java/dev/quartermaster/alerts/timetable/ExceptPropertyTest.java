package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Holds {@link Except#next} to a filter that looks at each planned time by itself, and each
 * definition to its way back.
 */
class ExceptPropertyTest {

  private static final int ROUNDS = Integer.getInteger("except.property.rounds", 400);

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/London"),
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("Africa/Casablanca"));

  private final long seed = Seed.of("except.property.seed");
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void exactly_the_planned_times_outside_of_every_window_remain() {
    for (int round = 0; round < ROUNDS; round++) {
      Instant start = aroundAChange(pick(ZONES));
      RandomWindow.Made[] made = RandomWindow.some(random, start);
      List<Blackout> calendars = calendars(made);
      Timetable planned = planned();
      Except timetable = new Except(planned, calendars);
      String where =
          "-Dexcept.property.seed=%d, round %d: %s from %s"
              .formatted(seed, round, timetable, start);

      List<Instant> remaining = new ArrayList<>();
      Instant end = start.plus(Duration.ofDays(12));
      for (Instant time = planned.next(start); time.isBefore(end); time = planned.next(time)) {
        if (isFree(time, made, calendars)) {
          remaining.add(time);
        }
      }

      assertThat(walk(timetable, start, end)).as(where).isEqualTo(remaining);
    }
  }

  @Test
  void a_definition_leads_back_to_its_timetable() {
    for (int round = 0; round < ROUNDS; round++) {
      Timetable planned = planned();
      Timetable timetable =
          random.nextBoolean()
              ? planned
              : new Except(planned, calendars(RandomWindow.some(random, Instant.EPOCH)));
      String where =
          "-Dexcept.property.seed=%d, round %d: %s".formatted(seed, round, timetable.definition());

      Timetable read = Timetables.parse(timetable.definition());

      assertThat(read).as(where).isEqualTo(timetable);
      assertThat(read.definition()).as(where).isEqualTo(timetable.definition());
      assertThat(timetable.definition()).as(where).doesNotContain("\n");
    }
  }

  @Test
  void equal_timetables_have_one_definition() {
    ZoneId utc = ZoneId.of("UTC");

    assertThat(CronTimetable.unix("@daily", utc).definition())
        .isEqualTo(CronTimetable.unix("0  0 * * *", utc).definition())
        .isEqualTo("crontab UTC 0 0 * * *");
    assertThat(CronTimetable.unix("0 9 * jan MON-fri", utc).definition())
        .isEqualTo(CronTimetable.unix("0 9 * 1 1-5", utc).definition());
    assertThat(Interval.of(Duration.ofHours(24)).definition()).isEqualTo("every PT24H");
  }

  @Test
  void what_is_no_definition_is_told() {
    for (String bad :
        new String[] {
          "",
          "every",
          "every hour",
          "cron UTC",
          "cron Mars/Base 0 0 0 * * ?",
          "moon UTC 1 2",
          "every PT1M except",
          "every PT1M except freeze UTC",
          "every PT1M except freeze UTC ",
          "every PT1M except freeze UTC 13-13",
          "crontab UTC 0 0 0 0 0 0"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Timetables.parse(bad))
          .withMessageStartingWith("'%s' is not a timetable's definition: ".formatted(bad));
    }
  }

  private Timetable planned() {
    return switch (random.nextInt(4)) {
      case 0 -> Interval.of(Duration.ofMinutes(random.nextInt(1, 3_000)));
      default -> RandomCron.of(random, false).in(pick(ZONES));
    };
  }

  private List<Blackout> calendars(RandomWindow.Made[] made) {
    List<Blackout> calendars = new ArrayList<>();
    for (int i = 0; i < made.length; i++) {
      calendars.add(new Blackout("c" + i, pick(ZONES), List.of(Window.parse(made[i].text()))));
    }
    return calendars;
  }

  private static boolean isFree(Instant time, RandomWindow.Made[] made, List<Blackout> calendars) {
    for (int i = 0; i < made.length; i++) {
      if (made[i].holds().test(LocalDateTime.ofInstant(time, calendars.get(i).zone()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Instant> walk(Timetable timetable, Instant start, Instant end) {
    List<Instant> found = new ArrayList<>();
    for (Instant time = timetable.next(start); time.isBefore(end); time = timetable.next(time)) {
      found.add(time);
    }
    return found;
  }

  private Instant aroundAChange(ZoneId zone) {
    Instant any = Instant.parse("2009-01-01T00:00:00Z").plusSeconds(random.nextLong(900_000_000));
    ZoneOffsetTransition change = zone.getRules().nextTransition(any);
    Instant inside = change == null ? any : change.getInstant();
    return inside.minusSeconds(random.nextLong(Duration.ofDays(10).toSeconds()));
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
