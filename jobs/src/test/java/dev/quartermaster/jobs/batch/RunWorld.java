package dev.quartermaster.jobs.batch;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.pace.PressureGauge;
import dev.quartermaster.jobs.run.Firing;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One schedule with a run that goes on, and nodes that work on it. */
final class RunWorld implements AutoCloseable {

  static final int SIZE = 10;

  final TestDatabase test;
  final Database database;
  final Schedule schedule;
  private Instant planned = Instant.parse("2025-06-10T12:00:00Z");

  /** A batch as the record has it. */
  record Row(int number, int attempt, String state, String node) {}

  RunWorld(Class<?> name) {
    test = TestDatabase.of(name);
    database = test.database();
    schedule =
        Schedules.with(
            new Batching(SIZE, new Bounds(SIZE, SIZE), 4, Duration.ofMinutes(5)),
            Schedules.of("count", Interval.of(Duration.ofMinutes(1))));
  }

  NodeIdentity node(String name) {
    NodeIdentity node = NodeIdentity.of(name);
    database.run(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO node (name, incarnation, version, state) VALUES (:name, :incarnation, 'test', 'up')")
                .bind("name", name)
                .bind("incarnation", node.incarnation())
                .execute());
    return node;
  }

  void dies(NodeIdentity node) {
    database.run(
        handle ->
            handle
                .createUpdate("UPDATE node SET state = 'dead' WHERE name = :name")
                .bind("name", node.name())
                .execute());
  }

  NodeIdentity comesBack(NodeIdentity node) {
    NodeIdentity again = NodeIdentity.of(node.name());
    database.run(
        handle ->
            handle
                .createUpdate(
                    "UPDATE node SET state = 'up', incarnation = :incarnation WHERE name = :name")
                .bind("name", node.name())
                .bind("incarnation", again.incarnation())
                .execute());
    return again;
  }

  /** The same world with another declaration of the schedule. */
  RunInHand inHand(Run run, Job job, Schedule declared) {
    return new RunInHand(database, run, declared, job, PressureGauge.of(database));
  }

  List<String> log(Run run) {
    return database.transaction(
        handle -> RunLogs.of(handle, run.id()).stream().map(RunLogs.Line::text).toList());
  }

  List<Quarantine.Entry> quarantine() {
    return database.transaction(Quarantine::list);
  }

  /** Fires the next planned time. */
  Run fire() {
    planned = planned.plus(Duration.ofMinutes(1));
    return Firing.fired(database, schedule, planned, "hk-1").orElseThrow();
  }

  RunInHand inHand(Run run, Job job) {
    return inHand(run, job, schedule);
  }

  Run.End end(Run run) {
    return database
        .transaction(handle -> Runs.find(handle, run.id()))
        .orElseThrow()
        .end()
        .orElseThrow();
  }

  boolean goesOn(Run run) {
    return database
        .transaction(handle -> Runs.find(handle, run.id()))
        .orElseThrow()
        .end()
        .isEmpty();
  }

  List<Row> batches(Run run) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT number, attempt, state, node FROM batch WHERE run_id = :run ORDER BY number")
                .bind("run", run.id())
                .map(
                    (row, context) ->
                        new Row(row.getInt(1), row.getInt(2), row.getString(3), row.getString(4)))
                .list());
  }

  long count(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  void execute(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  @Override
  public void close() {
    test.close();
  }
}
