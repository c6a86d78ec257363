package dev.quartermaster.alerts.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.monitor.Verdict.Fate;
import dev.quartermaster.alerts.monitor.Verdict.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random jobs around random changes of the clock, and random looks at them. */
class JudgePropertyTest {

  private static final int ROUNDS = Integer.getInteger("judge.property.rounds", 1_000);

  private static final Duration NIGHTS = Duration.ofDays(4);

  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/London",
          "America/New_York",
          "Australia/Lord_Howe",
          "Pacific/Apia",
          "Africa/Casablanca");

  private final long seed = Long.getLong("judge.property.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  /** A job and the times at which it is planned, all through the night of a change. */
  private record Night(Plan plan, Instant start, List<Instant> planned, String where) {}

  private Night night(int round) {
    String zone = ZONES.get(random.nextInt(ZONES.size()));
    String crontab =
        switch (random.nextInt(4)) {
          case 0 -> "%d %d * * *".formatted(random.nextInt(60), random.nextInt(24));
          case 1 -> "*/%d * * * *".formatted(10 * random.nextInt(2, 4));
          case 2 -> "%d */%d * * *".formatted(random.nextInt(60), random.nextInt(2, 6));
          default -> "30 2 * * *";
        };
    Plan plan = Life.daily(crontab, zone);
    Instant start = aroundAChange(ZoneId.of(zone));
    List<Instant> planned = new ArrayList<>();
    for (Instant at = Expect.next(plan, start);
        at.isBefore(start.plus(NIGHTS));
        at = Expect.next(plan, at)) {
      planned.add(at);
    }
    String where =
        "-Djudge.property.seed=%d, round %d: '%s' in %s from %s"
            .formatted(seed, round, crontab, zone, start);
    return new Night(plan, start, planned, where);
  }

  private Instant aroundAChange(ZoneId zone) {
    Instant from = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextLong(60_000_000));
    ZoneOffsetTransition change = zone.getRules().nextTransition(from);
    return (change == null ? from : change.getInstant()).minus(Duration.ofHours(40));
  }

  private Life life(Night night) {
    return Life.of(night.plan(), night.start().toString());
  }

  /** Within its grace. */
  private Instant come(Instant planned) {
    return planned.plusMillis(random.nextLong(Life.GRACE.toMillis()));
  }

  @Test
  void a_job_that_comes_within_its_grace_is_never_down() {
    for (int round = 0; round < ROUNDS; round++) {
      Night night = night(round);
      Life life = life(night);
      for (Instant planned : night.planned()) {
        Instant come = come(planned);
        assertThat(life.look(come).state()).as(night.where()).isNotEqualTo(State.DOWN);
        life.ping(Kind.SUCCESS, Optional.empty(), come);
        assertThat(life.look(come.plusSeconds(1)).state()).as(night.where()).isEqualTo(State.UP);
      }
      assertThat(life.passed()).as(night.where()).isEmpty();
    }
  }

  @Test
  void the_one_time_at_which_it_did_not_come_is_found_when_its_grace_is_over_and_not_before() {
    for (int round = 0; round < ROUNDS; round++) {
      Night night = night(round);
      Life life = life(night);
      int omitted = random.nextInt(night.planned().size());
      for (Instant planned : night.planned().subList(0, omitted)) {
        life.ping(Kind.SUCCESS, Optional.empty(), come(planned));
      }
      Instant missed = night.planned().get(omitted);
      Instant deadline = missed.plus(Life.GRACE);

      assertThat(life.look(deadline).state()).as(night.where()).isEqualTo(State.LATE);
      assertThat(life.look(deadline.plusMillis(1)).state()).as(night.where()).isEqualTo(State.DOWN);
      assertThat(life.passed())
          .as(night.where())
          .containsExactly(new Occurrence(missed, Fate.MISSED));
      life.ping(Kind.SUCCESS, Optional.empty(), deadline.plusSeconds(2));
      assertThat(life.look(deadline.plusSeconds(2)).missing()).as(night.where()).isEmpty();
    }
  }

  @Test
  void a_watcher_that_was_away_concludes_the_same_as_one_that_was_there() {
    for (int round = 0; round < ROUNDS; round++) {
      Night night = night(round);
      Life watched = life(night);
      Life alone = life(night);
      Instant end = night.start().plus(NIGHTS);
      for (Instant planned : night.planned()) {
        Instant come = come(planned);
        watched.look(
            planned.plusMillis(random.nextLong(Duration.between(planned, come).toMillis() + 1)));
        if (random.nextInt(4) > 0) {
          watched.ping(Kind.SUCCESS, Optional.empty(), come);
          alone.ping(Kind.SUCCESS, Optional.empty(), come);
        }
      }

      Verdict seen = watched.look(end);
      Verdict found = alone.look(end);

      assertThat(found.state()).as(night.where()).isEqualTo(seen.state());
      assertThat(found.missing()).as(night.where()).isEqualTo(seen.missing());
      assertThat(alone.standing()).as(night.where()).isEqualTo(watched.standing());
    }
  }

  @Test
  void nothing_is_called_missed_that_could_have_come_while_nobody_listened() {
    for (int round = 0; round < ROUNDS; round++) {
      Night night = night(round);
      Life life = life(night);
      for (int i = 0; i < 3; i++) {
        Instant from = night.start().plusSeconds(random.nextLong(300_000));
        life.gap(from, from.plusSeconds(random.nextLong(1, 20_000)));
      }

      life.look(night.start().plus(NIGHTS));

      for (Occurrence passed : life.passed()) {
        Instant deadline = passed.expected().plus(Life.GRACE);
        boolean isLost =
            life.gaps().stream()
                .anyMatch(gap -> !gap.isBridged() && gap.touches(passed.expected(), deadline));
        boolean isMissed = passed.fate() == Fate.MISSED;
        assertThat(isMissed && isLost).as(night.where() + " " + passed).isFalse();
      }
    }
  }

  @Test
  void nothing_is_expected_in_a_maintenance_window() {
    for (int round = 0; round < ROUNDS; round++) {
      Night night = night(round);
      Plan with =
          Life.plan(
              night.plan().timetable(),
              "tue-thu %02d:00-%02d:00".formatted(random.nextInt(24), random.nextInt(24)),
              "sun");

      Set<Instant> planned = new HashSet<>(night.planned());
      for (Instant at = Expect.next(with, night.start());
          at.isBefore(night.start().plus(NIGHTS));
          at = Expect.next(with, at)) {
        assertThat(with.maintenance().orElseThrow().covers(at)).as(night.where()).isFalse();
        assertThat(planned.contains(at)).as(night.where()).isTrue();
      }
    }
  }
}
