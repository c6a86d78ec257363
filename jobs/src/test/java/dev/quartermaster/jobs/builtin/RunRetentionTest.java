package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Today is 1 June 2024; what is older than 2 May may go. */
class RunRetentionTest {

  private final RunRetention job = new RunRetention(Duration.ofDays(30));
  private Household given;

  @BeforeEach
  void open() {
    given = new Household(RunRetentionTest.class, "2024-06-01T00:00:00Z");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void old_runs_go_with_their_batches_and_lines_and_the_newest_hundred_of_each_schedule_stay() {
    runs("busy", 250, "1 hour", "2024-04-20");
    runs("rare", 100, "1 day", "2023-01-01");
    given.execute(
        """
        INSERT INTO batch (run_id, number, state, slice, node, incarnation)
        SELECT id, n, 'done', '-', 'hk-1', gen_random_uuid() FROM run, generate_series(1, 2) AS n;
        INSERT INTO run_log (run_id, node, line) SELECT id, 'hk-1', 'hello' FROM run;
        """);
    assertThat(given.violations(job)).isEqualTo(150);

    assertThat(given.work(job, 40)).isEqualTo(150);

    assertThat(count("run WHERE schedule = 'busy'")).isEqualTo(100);
    assertThat(
            given.one(
                "SELECT min(fired_at)::date::text FROM run WHERE schedule = 'busy'", String.class))
        .isEqualTo("2024-04-26");
    assertThat(count("run WHERE schedule = 'rare'")).isEqualTo(100);
    assertThat(count("batch")).isEqualTo(400);
    assertThat(count("run_log")).isEqualTo(200);
    assertThat(given.violations(job)).isZero();
    assertThat(given.work(job, 40)).isZero();
  }

  @Test
  void young_runs_and_those_that_go_on_or_wait_stay_however_many() {
    runs("busy", 500, "1 minute", "2024-05-20");
    runs("stuck", 150, "1 minute", "2024-01-01");
    given.execute(
        """
        UPDATE run SET state = 'running', outcome = NULL, finished_at = NULL WHERE schedule = 'stuck' AND id % 2 = 0;
        UPDATE run SET state = 'waiting', outcome = NULL, finished_at = NULL WHERE schedule = 'stuck' AND id % 2 = 1;
        """);

    assertThat(given.work(job, 100)).isZero();
  }

  @Test
  void a_slice_has_as_many_runs_as_their_batches_allow_and_one_at_least() {
    runs("busy", 120, "1 minute", "2024-01-01");
    given.execute("UPDATE run SET batches = 49");

    String first = given.cut(job, Optional.empty(), 100).orElseThrow();
    assertThat(given.database.<Long>transaction(handle -> job.work(handle, first))).isEqualTo(2);
    String one = given.cut(job, Optional.empty(), 10).orElseThrow();
    assertThat(given.database.<Long>transaction(handle -> job.work(handle, one))).isEqualTo(1);
    assertThat(given.database.<Long>transaction(handle -> job.work(handle, first)))
        .as("done again")
        .isZero();
  }

  @Test
  void a_schedule_that_was_dropped_long_ago_goes_with_all_its_runs_unless_an_item_is_set_aside() {
    runs("gone", 5, "1 day", "2024-01-01");
    runs("held", 5, "1 day", "2024-01-01");
    runs("here", 5, "1 day", "2024-01-01");
    given.execute(
        """
        UPDATE schedule SET dropped_at = '2024-02-01' WHERE name IN ('gone', 'held');
        INSERT INTO schedule (name, timetable, dropped_at) VALUES ('late', '-', '2024-05-20');
        INSERT INTO quarantine (schedule, item, slice, state, error, run_id) VALUES ('held', 'x', '-', 'quarantined', '-', 1);
        """);

    assertThat(given.work(job, 100)).isEqualTo(11);

    assertThat(given.texts("SELECT name FROM schedule ORDER BY 1"))
        .containsExactly("held", "here", "late");
    assertThat(given.texts("SELECT DISTINCT schedule FROM run")).containsExactly("here");
  }

  @Test
  void everything_else_goes_by_its_age() {
    given.execute(
        """
        INSERT INTO catch_up (schedule, decided_at, decided_by, policy, missed, first_missed, last_missed, says)
        SELECT 'a', at, 'hk-1', 'skip', 1, at, at, '-' FROM generate_series(timestamptz '2024-04-01', '2024-05-31', '1 day') AS at;
        INSERT INTO trigger_repair (schedule, at, node, found, did)
        SELECT 'a', at, 'hk-1', '-', '-' FROM generate_series(timestamptz '2024-04-01', '2024-05-31', '1 day') AS at;
        INSERT INTO backlog_sample (schedule, at, items, oldest_s, done)
        SELECT s, at, 0, 0, 0 FROM generate_series(timestamptz '2024-04-01', '2024-05-31', '1 day') AS at, unnest('{a,b}'::text[]) AS s;
        INSERT INTO configuration (hash, published_at, published_by)
        SELECT n, timestamptz '2024-01-01' + n * interval '1 day', 'me' FROM generate_series(1, 20) AS n;
        INSERT INTO node (name, incarnation, version, state, heartbeat_at, generation)
        VALUES ('left', gen_random_uuid(), '-', 'left', '2024-04-01', 1), ('dead', gen_random_uuid(), '-', 'dead', '2024-04-01', 1),
               ('young', gen_random_uuid(), '-', 'dead', '2024-05-20', 3), ('up', gen_random_uuid(), '-', 'up', '2024-04-01', 4);
        """);

    given.work(job, 7);

    assertThat(given.one("SELECT min(decided_at)::date::text FROM catch_up", String.class))
        .isEqualTo("2024-05-02");
    assertThat(given.one("SELECT min(at)::date::text FROM trigger_repair", String.class))
        .isEqualTo("2024-05-02");
    assertThat(count("backlog_sample")).isEqualTo(60);
    assertThat(
            given.texts(
                "SELECT generation::text FROM configuration ORDER BY configuration.generation"))
        .containsExactly("3", "4", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20");
    assertThat(given.texts("SELECT name FROM node ORDER BY 1")).containsExactly("up", "young");
  }

  private void runs(String schedule, int count, String every, String from) {
    given.execute(
        """
        INSERT INTO schedule (name, timetable) VALUES ('%1$s', '-');
        INSERT INTO run (schedule, planned_for, state, outcome, fired_by, fired_at, finished_at, batches)
        SELECT '%1$s', at, 'finished', 'succeeded', 'hk-1', at, at, 2
          FROM (SELECT timestamptz '%2$s' + n * interval '%3$s' AS at FROM generate_series(0, %4$d - 1) AS n) AS times;
        """
            .formatted(schedule, from, every, count));
  }

  private long count(String from) {
    return given.one("SELECT count(*) FROM " + from, Long.class);
  }
}
