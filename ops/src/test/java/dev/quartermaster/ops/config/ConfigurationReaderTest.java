package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

  @TempDir Path directory;

  private Written given() {
    return Written.in(directory);
  }

  private Schedule cpuReset(Written written) {
    return schedule(written, "cpu-reset");
  }

  private static Schedule schedule(Written written, String name) {
    return Optional.ofNullable(written.read().schedules().get(name)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing yet\n",
        "---\n",
        "schedules:\nhttp:\n",
        "\uFEFFregion: local\n",
        "{}"
      })
  void an_empty_file_is_the_same_as_none(String yaml) {
    Written written = given().yaml(yaml);

    assertThat(written.read())
        .isEqualTo(ConfigurationReader.read(Optional.empty(), written.environment()));
    assertThat(written.warnings()).isEmpty();
  }

  @Test
  void everything_has_a_default() {
    Configuration read = ConfigurationReader.read(Optional.empty(), Map.of("HOSTNAME", "hk-1"));

    assertThat(read.region()).isEqualTo("local");
    assertThat(read.node())
        .isEqualTo(new Configuration.Node("hk-1", 4, Optional.empty(), Duration.ofSeconds(5)));
    assertThat(read.database())
        .isEqualTo(
            new Configuration.Database(
                Optional.empty(), "quartermaster", Optional.empty(), 8, "quartermaster", true));
    assertThat(read.http())
        .isEqualTo(new Configuration.Http("127.0.0.1", 8080, Optional.empty(), 40));
    assertThat(read.quota())
        .isEqualTo(
            new Configuration.Quota(
                List.of("console", "scheduled-task", "always-on", "notebook"),
                Duration.ofDays(7),
                List.of(80, 100),
                new Configuration.Keep(Duration.ofDays(35), Duration.ofDays(400)),
                Optional.empty()));
    assertThat(read.channels()).isEmpty();
    assertThat(read.routes()).isEmpty();
  }

  @Test
  void built_in_schedules_are_there_as_they_were_compiled_in() {
    assertThat(given().yaml("").read().schedules()).isEqualTo(BuiltInSchedules.all());
  }

  @Test
  void a_built_in_schedule_is_overridden_key_by_key() {
    Schedule schedule =
        cpuReset(given().yaml("schedules: {cpu-reset: {batch-size: 100, start-within: PT5S}}"));

    assertThat(schedule.batching()).isEqualTo(Schedule.Batching.of(100, 2, Duration.ofSeconds(50)));
    assertThat(schedule.limits().startWithin()).isEqualTo(Duration.ofSeconds(5));
    assertThat(schedule.when().timetable()).isEqualTo(Interval.of(Duration.ofMinutes(1)));
  }

  @Test
  void a_cron_in_the_file_takes_the_place_of_the_built_in_interval() {
    Schedule schedule =
        cpuReset(
            given().yaml("schedules: {cpu-reset: {cron: '0 */5 * * * ?', zone: Europe/London}}"));

    assertThat(schedule.when().timetable())
        .isEqualTo(CronTimetable.quartz("0 */5 * * * ?", ZoneId.of("Europe/London")));
  }

  @Test
  void the_environment_wins_over_the_file() {
    Configuration read =
        given()
            .yaml("http: {port: 1}\nregion: us\nquota: {warn-at: [1]}")
            .under("QUARTERMASTER_HTTP_PORT", "2")
            .under("QUARTERMASTER_DATABASE_POOL_SIZE", "16")
            .under("QUARTERMASTER_DATABASE_URL", "jdbc:postgresql://db1/q")
            .under("QUARTERMASTER_NODE_NAME", "hk-9")
            .under("QUARTERMASTER_QUOTA_WARN_AT", "90, 50")
            .under("QUARTERMASTER_QUOTA_CHARGED_SOURCES", "[console]")
            .read();

    assertThat(read.http().port()).isEqualTo(2);
    assertThat(read.region()).isEqualTo("us");
    assertThat(read.database().poolSize()).isEqualTo(16);
    assertThat(read.database().url()).contains("jdbc:postgresql://db1/q");
    assertThat(read.database().embedded()).isFalse();
    assertThat(read.node().name()).isEqualTo("hk-9");
    assertThat(read.quota().warnAt()).containsExactly(50, 90);
    assertThat(read.quota().chargedSources()).containsExactly("console");
  }

  @Test
  void the_environment_reaches_schedules_that_are_built_in_or_in_the_file() {
    Written written =
        given()
            .yaml("schedules: {nightly-report: {kind: command, every: PT1H, argv: [a]}}")
            .under("QUARTERMASTER_SCHEDULES_CPU_RESET_BATCH_SIZE", "77")
            .under("QUARTERMASTER_SCHEDULES_CPU_RESET_CRON", "0 * * * * ?")
            .under("QUARTERMASTER_SCHEDULES_NIGHTLY_REPORT_ENV", "A=1,B=2=3");

    assertThat(cpuReset(written).batching().size()).isEqualTo(77);
    assertThat(cpuReset(written).when().timetable())
        .isEqualTo(CronTimetable.quartz("0 * * * * ?", ZoneId.of("UTC")));
    assertThat(schedule(written, "nightly-report").work())
        .isEqualTo(
            new Schedule.Work.Command(
                List.of("a"),
                Map.of("A", "1", "B", "2=3"),
                Optional.empty(),
                Optional.empty(),
                java.time.Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @CsvSource({
    "QUARTERMASTER_DATABASE_PASWORD, QUARTERMASTER_DATABASE_PASSWORD",
    "QUARTERMASTER_PORT, QUARTERMASTER_HTTP_PORT",
    "QUARTERMASTER_SCHEDULES_CPU_REST_BATCH_SIZE, QUARTERMASTER_SCHEDULES_CPU_RESET_BATCH_SIZE",
  })
  void an_unknown_variable_is_a_warning_that_names_the_nearest(String unknown, String nearest) {
    assertThat(given().yaml("").under(unknown, "x").warnings())
        .containsExactly(
            "environment %s: no key has this name; did you mean '%s'?".formatted(unknown, nearest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUARTERMASTER_HOME",
        "QUARTERMASTER_JAVA",
        "QUARTERMASTER_OPTS",
        "QUARTERMASTER_LAUNCHER_QUIET",
        "QUARTERMASTER_RUN_ID",
        "PATH"
      })
  void a_variable_of_the_launcher_or_of_a_command_is_no_warning(String variable) {
    assertThat(given().yaml("").under(variable, "x").warnings()).isEmpty();
  }

  @Test
  void a_secret_is_read_from_its_file_without_the_last_newline() {
    Configuration read =
        given().with("db.pw", "  s3cret \n").yaml("database: {password-file: db.pw}").read();

    assertThat(read.database().password()).contains(new Secret("  s3cret "));
    assertThat(read.toString()).contains("***").doesNotContain("s3cret");
  }

  @Test
  void a_secret_file_in_the_environment_wins_over_a_secret_in_the_file() {
    Configuration read =
        given()
            .with("db.pw", "new")
            .yaml("database: {password: old}")
            .under("QUARTERMASTER_DATABASE_PASSWORD_FILE", "db.pw")
            .read();

    assertThat(read.database().password()).contains(new Secret("new"));
  }

  @Test
  void an_empty_or_unfit_secret_file_is_named_and_its_text_is_not() {
    Written written =
        given()
            .with("db.pw", "\n")
            .with("chat.url", "hooks/s3cret\n")
            .yaml(
                """
                database:
                  password-file: db.pw
                channels:
                  chat: {type: slack, url-file: chat.url}
                """);

    assertThat(written.problems())
        .containsExactly(
            "quartermaster.yaml:2: database.password-file 'db.pw' is empty; write the secret into it",
            "quartermaster.yaml:4: channel 'chat': url-file 'chat.url': its text is not an http or https address; write it like https://example.org/path");
  }

  @Test
  void a_schedule_of_a_kind_that_is_not_cut_has_its_whole_runtime() {
    Schedule schedule =
        schedule(
            given()
                .yaml(
                    "schedules: {report: {kind: command, crontab: '15 4 * * 1-5', argv: [a], max-runtime: PT30M, catch-up: skip}}"),
            "report");

    assertThat(schedule.batching()).isEqualTo(Schedule.Batching.of(1, 1, Duration.ofMinutes(30)));
    assertThat(schedule.when().catchUp()).isEqualTo(CatchUp.SKIP);
    assertThat(schedule.when().timetable())
        .isEqualTo(CronTimetable.unix("15 4 * * 1-5", ZoneId.of("UTC")));
  }
}
