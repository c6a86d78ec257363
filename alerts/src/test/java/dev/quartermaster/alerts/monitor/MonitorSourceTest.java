package dev.quartermaster.alerts.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.monitor.Verdict.Fate;
import dev.quartermaster.db.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorSourceTest {

  private static final Monitor BACKUP =
      Watched.monitor("backup", Life.daily("0 2 * * *", "UTC", "2026-11-25"));

  private static Watched watched;

  @BeforeAll
  static void open() {
    watched = Watched.of(MonitorSourceTest.class);
  }

  @AfterAll
  static void close() {
    watched.close();
  }

  @BeforeEach
  void given() {
    watched.empty("2026-11-20T01:59:00Z").declare(BACKUP);
  }

  @Test
  void a_monitor_that_is_late_is_found_when_its_grace_is_over_and_not_before() {
    watched.at("2026-11-20T02:03:00Z").ping("backup-key", Kind.SUCCESS, "copied 3 files");

    assertThat(watched.at("2026-11-21T02:10:00Z").look()).isEmpty();

    Condition found = watched.at("2026-11-21T02:12:00Z").look().get(0);
    assertThat(found.cause().name()).isEqualTo("MonitorNotSeen");
    assertThat(found.cause().subject()).isEqualTo("backup");
    assertThat(found.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(found.since()).isEqualTo("2026-11-21T02:00:00Z");
    assertThat(found.holdFor()).isZero();
    assertThat(found.text().summary())
        .isEqualTo(
            "backup has not checked in: expected at 02:00 (UTC), 12 min ago; last seen yesterday 02:03");
    assertThat(found.text().details())
        .containsEntry("expected", "2026-11-21T02:00:00Z")
        .containsEntry("last check-in", "2026-11-20T02:03:00Z")
        .containsEntry("last line", "copied 3 files");
    assertThat(found.text().labels())
        .containsEntry("monitor", "backup")
        .containsEntry("owner", "web");
    assertThat(found.text().runbook()).contains("docs/mend");
  }

  @Test
  void it_is_found_at_every_look_until_it_is_seen_and_then_no_more() {
    watched.at("2026-11-20T02:11:00Z");
    assertThat(watched.found()).containsExactly("MonitorNotSeen");
    assertThat(watched.look().get(0).text().summary()).endsWith("; never seen yet");

    watched.at("2026-11-22T03:00:00Z");
    assertThat(watched.look().get(0).text().summary())
        .isEqualTo(
            "backup has not checked in: expected at 2026-11-20 02:00 (UTC), 2 d 1 h ago, and 2 more since; never seen yet");

    watched.ping("backup-key", Kind.SUCCESS);
    assertThat(watched.look()).isEmpty();
    assertThat(watched.missed("backup"))
        .hasSize(3)
        .allSatisfy(
            missed -> assertThat(missed.madeUp()).contains(Instant.parse("2026-11-22T03:00:00Z")))
        .extracting(MissedCheckIns.Missed::fate)
        .containsOnly(Fate.MISSED);
  }

  @Test
  void a_failed_one_says_its_code_and_its_last_line() {
    watched.at("2026-11-20T02:03:00Z").exit("backup-key", 23, "copying", "No space left on device");

    Condition found = watched.at("2026-11-20T02:08:00Z").look().get(0);

    assertThat(found.cause().name()).isEqualTo("MonitorFailed");
    assertThat(found.text().summary())
        .isEqualTo(
            "backup failed with exit code 23 at 02:03 (UTC), 5 min ago: No space left on device");
    assertThat(found.text().details()).containsEntry("exit code", "23");
    watched.exit("backup-key", 0);
    assertThat(watched.look()).isEmpty();
  }

  @Test
  void a_run_that_does_not_end_is_found_once_its_time_is_over() {
    UUID rid = UUID.randomUUID();
    watched.at("2026-11-20T02:00:00Z").ping("backup-key", Kind.START, rid);

    assertThat(watched.at("2026-11-20T03:00:00Z").look()).isEmpty();
    Condition found = watched.at("2026-11-20T04:00:00Z").look().get(0);
    assertThat(found.cause().name()).isEqualTo("MonitorNotFinished");
    assertThat(found.since()).isEqualTo("2026-11-20T03:00:00Z");
    assertThat(found.text().summary())
        .isEqualTo("backup was begun at 02:00 (UTC), 2 h ago, and has not ended: it may take 1 h");
    assertThat(found.text().details()).containsEntry("rid", rid.toString());

    watched.ping("backup-key", Kind.SUCCESS, rid);
    assertThat(watched.look()).isEmpty();
  }

  @Test
  void a_watcher_that_was_away_for_days_finds_nothing_wrong_when_all_checked_in_meanwhile() {
    for (int day = 20; day < 27; day++) {
      watched.at("2026-11-%dT02:04:00Z".formatted(day)).ping("backup-key", Kind.SUCCESS);
    }

    assertThat(watched.at("2026-11-26T12:00:00Z").look()).isEmpty();
    assertThat(watched.missed("backup")).isEmpty();
  }

  @Test
  void while_no_node_listened_nothing_is_concluded_until_the_next_expected_time() {
    watched.at("2026-11-20T02:04:00Z").ping("backup-key", Kind.SUCCESS);
    watched.at("2026-11-21T01:00:00Z").beat();

    assertThat(watched.at("2026-11-21T03:00:00Z").look()).isEmpty();
    watched.at("2026-11-21T05:00:00Z").beat();
    assertThat(watched.look()).isEmpty();

    assertThat(watched.state("backup")).isEqualTo(State.UNKNOWN);
    assertThat(watched.missed("backup"))
        .extracting(MissedCheckIns.Missed::fate)
        .containsExactly(Fate.UNKNOWN);
    watched.at("2026-11-22T01:59:55Z");
    // Nodes were there all the time since.
    watched.database().run(handle -> handle.execute("UPDATE listening SET last_at = qm_now()"));
    assertThat(watched.look()).isEmpty();
    watched.at("2026-11-22T02:10:01Z");
    watched.database().run(handle -> handle.execute("UPDATE listening SET last_at = qm_now()"));
    assertThat(watched.found()).containsExactly("MonitorNotSeen");
  }

  @Test
  void a_database_that_takes_no_writes_is_still_judged() {
    watched.at("2026-11-20T02:11:00Z");

    List<Condition> found =
        watched
            .database()
            .transaction(
                handle -> {
                  handle.execute("SET TRANSACTION READ ONLY");
                  return new MonitorSource().look(handle, DatabaseClock.now(handle));
                });

    assertThat(found).hasSize(1);
    assertThat(watched.missed("backup")).isEmpty();
  }

  @Test
  void in_maintenance_nothing_is_expected_and_what_is_wrong_already_is_marked() {
    watched.at("2026-11-24T02:04:00Z").ping("backup-key", Kind.FAIL);

    Condition found = watched.at("2026-11-25T12:00:00Z").look().get(0);

    assertThat(found.cause().name()).isEqualTo("MonitorFailed");
    assertThat(found.text().labels()).containsEntry("maintenance", "backup");
    assertThat(watched.at("2026-11-26T00:00:00Z").look().get(0).text().labels())
        .doesNotContainKey("maintenance");
  }

  @Test
  void a_row_that_is_being_pinged_is_left_to_the_next_look() {
    watched.at("2026-11-20T02:11:00Z");

    List<Condition> found =
        watched
            .database()
            .transaction(
                pinging -> {
                  assertThat(Monitors.hold(pinging, "backup-key")).isPresent();
                  // Another thread, and so another connection.
                  return CompletableFuture.supplyAsync(watched::look).join();
                });

    assertThat(found).hasSize(1);
    assertThat(watched.missed("backup")).isEmpty();
    watched.look();
    assertThat(watched.missed("backup")).hasSize(1);
  }
}
