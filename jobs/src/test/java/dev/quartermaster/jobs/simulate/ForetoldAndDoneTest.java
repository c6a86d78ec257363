package dev.quartermaster.jobs.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.catchup.Decision;
import dev.quartermaster.jobs.run.CatchUps;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Overlooked;
import dev.quartermaster.jobs.run.Planned;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is foretold of an outage, and what then happens by the clock of a database. */
class ForetoldAndDoneTest {

  private static final Instant BEGIN = Instant.parse("2025-03-29T12:00:07Z");
  private static final Duration LOOK = Duration.ofSeconds(10);

  private static TestDatabase test;

  private final Map<String, Schedule> schedules = new LinkedHashMap<>();

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ForetoldAndDoneTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  /** What ends 30 to 45 s after a planned time is nobody's promise. */
  @ParameterizedTest
  @ValueSource(strings = {"PT5S", "PT10M", "PT3H", "PT2H59M58S", "PT26H5M", "PT60H", "P9D"})
  void the_runs_that_are_foretold_are_those_that_are_made(Duration length) {
    Outage outage = new Outage(BEGIN, length);
    test.clockAt(BEGIN);
    declareAll("at-" + length.toString().toLowerCase(Locale.ROOT));

    endOutage(outage);

    for (Schedule schedule : schedules.values()) {
      Predicted predicted = Predicted.of(schedule, outage);
      assertThat(runs(schedule)).as(schedule.name()).isEqualTo(predicted.runs());
      assertThat(missedOnRecord(schedule))
          .as(schedule.name())
          .isEqualTo(predicted.decision().missed().count());
      predicted
          .lastStart()
          .ifPresent(
              last ->
                  assertThat(lastStart(schedule))
                      .as(schedule.name())
                      .isEqualTo(outage.end().plus(last)));
    }
  }

  private void declareAll(String prefix) {
    ZoneId london = ZoneId.of("Europe/London");
    // Over a change of the clock.
    declare(prefix + "-daily", CronTimetable.quartz("0 30 1 * * ?", london));
    declare(prefix + "-hourly", Interval.of(Duration.ofHours(1)));
    declare(prefix + "-often", Interval.of(Duration.ofMinutes(10)));
  }

  private void declare(String name, Timetable timetable) {
    Duration window = Duration.ofHours(30);
    Duration every = Duration.ofSeconds(20);
    Schedule plain = Schedules.of(name, timetable);
    add("coalesce", Schedules.with(CatchUp.COALESCE, plain));
    add("skip", Schedules.with(CatchUp.SKIP, plain));
    add("oldest", Schedules.with(new Backfill(window, 7, false, every), plain));
    add("newest", Schedules.with(new Backfill(window, 50, true, every), plain));
  }

  private void add(String policy, Schedule schedule) {
    Schedule named = Schedules.named(schedule.name() + "-" + policy, schedule);
    schedules.put(named.name(), named);
    Firing.declared(database(), named);
  }

  /** Quartz fires for what is newest, but for what is to be skipped and late; then a node looks. */
  private void endOutage(Outage outage) {
    test.clockAt(outage.end());
    List<Planned> fired =
        schedules.values().stream()
            .flatMap(
                schedule ->
                    newest(schedule, outage).stream()
                        .filter(at -> isFired(schedule, at, outage.end()))
                        .map(at -> new Planned(schedule.name(), schedule.when(), at)))
            .toList();
    Firing.fired(database(), fired, "hk-1");
    test.clockForward(Decision.GRACE.plus(LOOK));
    Overlooked.decide(database(), schedules, "hk-1");
  }

  private static boolean isFired(Schedule schedule, Instant planned, Instant now) {
    return schedule.when().catchUp() != CatchUp.SKIP || !now.isAfter(planned.plusSeconds(30));
  }

  private static List<Instant> newest(Schedule schedule, Outage outage) {
    Instant newest = outage.from();
    for (Instant at = newest;
        !at.isAfter(outage.end());
        at = schedule.when().timetable().next(at)) {
      newest = at;
    }
    return newest.equals(outage.from()) ? List.of() : List.of(newest);
  }

  /** In the order in which they may start. */
  private static List<Instant> runs(Schedule schedule) {
    return database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT planned_for FROM run WHERE schedule = :schedule
                         ORDER BY coalesce(not_before, fired_at), planned_for
                        """)
                    .bind("schedule", schedule.name())
                    .mapTo(Instant.class)
                    .list());
  }

  private static Instant lastStart(Schedule schedule) {
    return database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT max(coalesce(not_before, fired_at)) FROM run WHERE schedule = :schedule")
                    .bind("schedule", schedule.name())
                    .mapTo(Instant.class)
                    .one());
  }

  private static long missedOnRecord(Schedule schedule) {
    return database().transaction(handle -> CatchUps.of(handle, schedule.name(), 9)).stream()
        .mapToLong(CatchUps.CatchUp::missed)
        .sum();
  }

  private static Database database() {
    return test.database();
  }
}
