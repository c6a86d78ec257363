package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleConfigurationTest {

  @TempDir Path directory;

  private Written given(String... yaml) {
    return Written.in(directory).yaml(String.join("\n", yaml));
  }

  private static Schedule schedule(Written written, String name) {
    assertThat(written.problems()).isEmpty();
    return Optional.ofNullable(written.read().schedules().get(name)).orElseThrow();
  }

  @Test
  void a_request_has_a_method_headers_and_a_body() {
    Written written =
        given(
            "schedules:",
            "  a: {kind: http, every: PT5M, url: 'https://example.org/'}",
            "  b:",
            "    kind: http",
            "    every: PT5M",
            "    url: 'https://example.org/'",
            "    method: POST",
            "    headers: {Authorization: Bearer abc, Accept: text/plain}",
            "    body: ping");

    assertThat(schedule(written, "a").work())
        .isEqualTo(
            new Work.Http(
                "https://example.org/",
                200,
                Duration.ofSeconds(30),
                "GET",
                Map.of(),
                Optional.empty()));
    assertThat(schedule(written, "b").work())
        .isEqualTo(
            new Work.Http(
                "https://example.org/",
                200,
                Duration.ofSeconds(30),
                "POST",
                Map.of("Authorization", "Bearer abc", "Accept", "text/plain"),
                Optional.of("ping")));
    assertThat(written.effective().lines())
        .extracting(EffectiveConfiguration.Line::value)
        .contains("{Authorization: ***, Accept: text/plain}");
    assertThat(written.warnings()).isEmpty();
  }

  @Test
  void headers_that_cannot_be_sent_are_told() {
    String begin =
        "schedules: {a: {kind: http, every: PT5M, url: 'https://example.org/', headers: ";

    assertThat(given(begin + "{'X Y': a}}}").problems())
        .containsExactly("quartermaster.yaml:1: schedule 'a': headers: 'X Y' is no header's name");
    assertThat(given(begin + "{Host: a}}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'a': headers: 'Host' is written by the client itself; remove it");
    assertThat(given(begin + "{X: \"a\\nb\"}}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'a': headers: 'X' has a line break or the like in its value; remove it");
  }

  @Test
  void a_command_has_a_user_and_time_to_stop() {
    Written written =
        given(
            "schedules:",
            "  a: {kind: command, every: PT5M, argv: [a], user: www-data, stop-within: PT1M, env: {DB_PASSWORD: x}}");

    assertThat(schedule(written, "a").work())
        .isEqualTo(
            new Work.Command(
                List.of("a"),
                Map.of("DB_PASSWORD", "x"),
                Optional.empty(),
                Optional.of("www-data"),
                Duration.ofMinutes(1)));
    assertThat(written.effective().lines())
        .extracting(EffectiveConfiguration.Line::value)
        .contains("{DB_PASSWORD: ***}");
  }

  @Test
  void a_java_job_has_a_name_and_settings_of_its_own() {
    Written written =
        given(
            "schedules:",
            "  a: {kind: java, every: PT5M, job: prune, settings: {keep: P30D}, batch-size: 10}");

    assertThat(schedule(written, "a").work())
        .isEqualTo(new Work.Java("prune", Map.of("keep", "P30D")));
    assertThat(schedule(written, "a").batching().size()).isEqualTo(10);
    assertThat(given("schedules: {a: {kind: java, every: PT5M}}").problems())
        .containsExactly("quartermaster.yaml:1: schedule 'a' of kind 'java' needs job, a name");
  }

  @Test
  void a_built_in_job_that_takes_no_settings_says_so() {
    assertThat(given("schedules: {cpu-reset: {settings: {a: b}}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'cpu-reset': cpu-reset: there is no setting 'a'; this job has none: drop it");
  }

  @Test
  void catching_up_one_by_one_is_bounded_and_paced() {
    Written written =
        given(
            "schedules:",
            "  cpu-reset: {catch-up: backfill, catch-up-window: P1D, catch-up-limit: 5, catch-up-order: newest, catch-up-every: PT10S}");

    assertThat(schedule(written, "cpu-reset").when().backfill())
        .isEqualTo(new Backfill(Duration.ofDays(1), 5, true, Duration.ofSeconds(10)));
    assertThat(schedule(written, "usage-rollup").when().backfill()).isEqualTo(Backfill.DEFAULT);
    assertThat(given("schedules: {cpu-reset: {catch-up-order: random}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'cpu-reset': catch-up-order 'random' is not one of oldest, newest");
  }

  @Test
  void the_size_of_batches_is_fitted_within_bounds_around_it() {
    Written written =
        given(
            "schedules:",
            "  cpu-reset: {batch-size: 100}",
            "  usage-rollup: {min-batch-size: 7}",
            "  a: {kind: sql, every: PT1H, statement: 'DELETE FROM a LIMIT :batch_size', max-batch-size: 5000}");

    assertThat(schedule(written, "cpu-reset").batching().bounds()).isEqualTo(new Bounds(10, 200));
    assertThat(schedule(written, "usage-rollup").batching().bounds())
        .isEqualTo(new Bounds(7, 5_000));
    assertThat(schedule(written, "usage-retention").batching().bounds())
        .isEqualTo(Bounds.around(5_000));
    assertThat(schedule(written, "a").batching().bounds()).isEqualTo(new Bounds(100, 5_000));
    assertThat(written.warnings()).isEmpty();
  }

  @Test
  void bounds_that_leave_the_size_out_are_told() {
    assertThat(given("schedules: {cpu-reset: {batch-size: 10, min-batch-size: 11}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'cpu-reset': min-batch-size 11 is more than batch-size 10; it is where a batch begins");
    assertThat(given("schedules: {cpu-reset: {max-batch-size: 11}}").problems())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'cpu-reset': max-batch-size 11 is less than batch-size 5000; it is where a batch begins");
  }

  @Test
  void a_statement_without_the_size_of_a_batch_is_a_warning() {
    assertThat(
            given("schedules: {a: {kind: sql, every: PT1H, statement: 'DELETE FROM a'}}")
                .warnings())
        .containsExactly(
            "quartermaster.yaml:1: schedule 'a': the statement has no :batch_size, so each batch is the whole statement; bound its rows by LIMIT :batch_size");
  }

  @Test
  void a_node_has_a_directory_of_jobs_and_a_bound_for_its_clock() {
    Written written = given("node: {jobs: jars, max-clock-skew: PT1S}").withDirectory("jars");

    assertThat(written.read().node().jobs()).contains(directory.resolve("jars"));
    assertThat(written.read().node().maxClockSkew()).isEqualTo(Duration.ofSeconds(1));
    assertThat(given("node: {jobs: none}").problems())
        .containsExactly(
            "quartermaster.yaml:1: node.jobs 'none' is no directory; make it, or remove the key");
  }

  @Test
  void one_that_fires_often_has_to_start_at_once_unless_it_says_otherwise() {
    String work = "kind: http, url: 'https://example.org/'";
    Written written =
        given(
            "schedules:",
            "  minutely: {every: PT1M, " + work + "}",
            "  five: {cron: '0 */5 * * * ?', " + work + "}",
            "  six: {every: PT6M, " + work + "}",
            "  nightly: {cron: '0 30 3 * * ?', " + work + "}",
            "  told: {every: PT1M, start-within: PT2M, " + work + "}");

    assertThat(List.of("minutely", "five", "six", "nightly", "told"))
        .extracting(name -> schedule(written, name).limits().startWithin().toSeconds())
        .containsExactly(15L, 15L, 60L, 60L, 120L);
  }

  @Test
  void one_that_fires_often_has_to_end_before_it_fires_again_unless_it_says_otherwise() {
    String work = "kind: http, url: 'https://example.org/'";
    Written written =
        given(
            "schedules:",
            "  minutely: {every: PT1M, " + work + "}",
            "  five: {cron: '0 */5 * * * ?', " + work + "}",
            "  nightly: {cron: '0 30 3 * * ?', " + work + "}",
            "  told: {every: PT1M, finish-within: PT10M, " + work + "}");

    assertThat(List.of("minutely", "five", "nightly", "told"))
        .extracting(name -> schedule(written, name).limits().finishWithin().toSeconds())
        .containsExactly(75L, 315L, 3600L, 600L);
  }

  @Test
  void the_first_run_that_fails_is_an_alert_unless_it_says_otherwise() {
    String work = "kind: http, every: PT1M, url: 'https://example.org/'";
    Written written =
        given(
            "schedules:",
            "  strict: {" + work + "}",
            "  flaky: {alert-after-failures: 3, " + work + "}");

    assertThat(schedule(written, "strict").limits().alertAfterFailures()).isEqualTo(1);
    assertThat(schedule(written, "flaky").limits().alertAfterFailures()).isEqualTo(3);
  }
}
