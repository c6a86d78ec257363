package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A database in which a test plants what is wrong; its clock stands at noon, and one second. */
final class World implements AutoCloseable {

  static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestDatabase test;
  private final Map<String, Schedule> schedules = new TreeMap<>();
  private final Map<String, Job> jobs = new HashMap<>();

  World(Class<?> name) {
    test = TestDatabase.of(name);
    test.clockAt(NOON.plusSeconds(1));
  }

  Database database() {
    return test.database();
  }

  Watched watched() {
    return new Watched(
        () -> schedules,
        schedule -> Optional.ofNullable(jobs.get(schedule.name())),
        Duration.ofSeconds(5),
        Optional.empty());
  }

  /** A schedule of each minute, declared now. */
  Schedule eachMinute(String name) {
    return declared(Schedules.of(name, Interval.of(MINUTE)));
  }

  Schedule declared(Schedule schedule) {
    schedules.put(schedule.name(), schedule);
    Firing.declared(database(), schedule);
    return schedule;
  }

  /** Many of them, each minute. */
  List<Schedule> eachMinute(int many) {
    List<Schedule> all =
        IntStream.range(0, many)
            .mapToObj(n -> Schedules.of("job-%05d".formatted(n), Interval.of(MINUTE)))
            .toList();
    all.forEach(schedule -> schedules.put(schedule.name(), schedule));
    database().run(handle -> Declarations.declared(handle, all));
    return all;
  }

  void runs(Schedule schedule, Job job) {
    jobs.put(schedule.name(), job);
  }

  /** Sets the clock, so long after noon. */
  void at(Duration sinceNoon) {
    test.clockAt(NOON.plus(sinceNoon));
  }

  void forward(Duration by) {
    test.clockForward(by);
  }

  Instant now() {
    return database().transaction(DatabaseClock::now);
  }

  /** Puts on record that it fired for so long after noon; the clock waits for that time. */
  Run fire(Schedule schedule, Duration sinceNoon) {
    if (now().isBefore(NOON.plus(sinceNoon))) {
      at(sinceNoon);
    }
    return Firing.fired(database(), schedule, NOON.plus(sinceNoon), "hk-1").orElseThrow();
  }

  /** Ends the run of a schedule. */
  void end(Run run, String outcome, String error) {
    execute(
        "UPDATE run SET state = 'finished', finished_at = qm_now(), outcome = '%s', error = nullif('%s', '') WHERE id = %d"
            .formatted(outcome, error, run.id()));
  }

  /** A node whose heart has just beaten. */
  void node(String name) {
    execute(
        "INSERT INTO node (name, incarnation, version, state, generation) VALUES ('%s', gen_random_uuid(), '1.0', 'up', 1)"
            .formatted(name));
  }

  /** What a node's row is changed to. */
  void node(String name, String change) {
    execute("UPDATE node SET %s WHERE name = '%s'".formatted(change, name));
  }

  void execute(String sql) {
    database().run(handle -> handle.execute(sql));
  }

  List<Condition> look(Source source) {
    return database().transaction(handle -> source.look(handle, DatabaseClock.now(handle)));
  }

  @Override
  public void close() {
    test.close();
  }
}
