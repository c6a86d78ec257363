package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Monitors on a database with a clock that the test sets. */
final class Watched implements AutoCloseable {

  private final TestDatabase test;

  private Watched(TestDatabase test) {
    this.test = test;
  }

  static Watched of(Class<?> test) {
    return new Watched(TestDatabase.of(test));
  }

  /** Nothing is declared, nothing was told, and it is then. */
  Watched empty(String now) {
    database()
        .run(
            handle ->
                handle.execute(
                    "TRUNCATE monitor, check_in, monitor_run, missed_check_in, listening, listening_gap"));
    return at(now);
  }

  Watched at(String now) {
    test.clockAt(Instant.parse(now));
    return this;
  }

  void later(Duration by) {
    test.clockForward(by);
  }

  Database database() {
    return test.database();
  }

  static Monitor monitor(String name, Plan plan) {
    return new Monitor(name, name + "-key", plan, new About(Severity.CRITICAL, "web", "docs/mend"));
  }

  Watched declare(Monitor... monitors) {
    database().run(handle -> Monitors.declare(handle, List.of(monitors)));
    return this;
  }

  /** Whether somebody has that key. */
  boolean ping(String key, Kind kind, String... body) {
    return ping(key, Ping.of(kind, Optional.empty(), origin(body)));
  }

  boolean ping(String key, Kind kind, UUID rid) {
    return ping(key, Ping.of(kind, Optional.of(rid), origin()));
  }

  boolean exit(String key, int code, String... body) {
    return ping(key, Ping.exited(code, Optional.empty(), origin(body)));
  }

  private boolean ping(String key, Ping ping) {
    return database().transaction(handle -> CheckIns.take(handle, key, ping));
  }

  private static Ping.Origin origin(String... body) {
    return new Ping.Origin(
        "192.0.2.7", Body.of(String.join("\n", body).getBytes(StandardCharsets.UTF_8)));
  }

  List<Condition> look() {
    return database()
        .transaction(
            handle -> {
              MonitorSource source = new MonitorSource();
              source.record(handle, DatabaseClock.now(handle));
              return source.look(handle, DatabaseClock.now(handle));
            });
  }

  /** The names of what is found. */
  List<String> found() {
    return look().stream().map(condition -> condition.cause().name()).toList();
  }

  MonitorView view(String name) {
    return database().transaction(handle -> Monitors.find(handle, name).orElseThrow());
  }

  State state(String name) {
    return database()
        .transaction(
            handle ->
                Monitors.find(handle, name)
                    .orElseThrow()
                    .judge(Listening.gaps(handle), DatabaseClock.now(handle))
                    .state());
  }

  void beat() {
    database().run(Listening::beat);
  }

  List<CheckIns.CheckIn> checkIns(String name) {
    return database().transaction(handle -> CheckIns.newest(handle, name, 1_000));
  }

  List<MissedCheckIns.Missed> missed(String name) {
    return database().transaction(handle -> MissedCheckIns.newest(handle, name, 1_000));
  }

  @Override
  public void close() {
    test.close();
  }
}
