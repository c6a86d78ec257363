package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.usage.Retention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuiltInJobsTest {

  private final BuiltInJobs jobs = new BuiltInJobs(Retention.DEFAULT);

  @Test
  void each_job_has_a_schedule_and_each_schedule_a_job_and_a_runbook() {
    assertThat(BuiltInSchedules.all()).containsOnlyKeys(BuiltInJobs.names());
    assertThat(BuiltInSchedules.all().values())
        .allSatisfy(
            schedule -> {
              assertThat(repository().resolve(schedule.about().runbook()))
                  .content()
                  .startsWith("# Runbook: " + schedule.name());
              assertThat(schedule.about().owner()).isNotBlank();
              assertThat(schedule.about().description()).endsWith(".");
            });
  }

  @Test
  void every_schedule_that_is_enabled_needs_no_settings() {
    assertThat(BuiltInSchedules.all().values().stream().filter(Schedule::enabled))
        .allSatisfy(schedule -> assertThat(create(schedule.name(), Map.of())).isNotNull());
  }

  @Test
  void each_job_without_settings_stands_for_something_that_holds_in_an_empty_database() {
    try (Household given = new Household(BuiltInJobsTest.class, "2024-05-03T09:00:00Z")) {
      given.execute("UPDATE canary SET at = qm_now()");
      Map<String, Long> violations =
          given.database.transaction(
              handle -> {
                Map<String, Long> all = new TreeMap<>();
                jobs.guarantees()
                    .forEach(
                        (name, guarantee) ->
                            all.put(
                                name,
                                handle
                                    .createQuery(guarantee.violations())
                                    .mapTo(Long.class)
                                    .one()));
                return all;
              });

      assertThat(violations)
          .containsOnlyKeys(
              "cpu-reset",
              "plan-changes",
              "usage-rollup",
              "usage-retention",
              "run-retention",
              "tarpit-sweep",
              "canary",
              "drill",
              "certificate-expiry",
              "standby-ready")
          .containsEntry("standby-ready", 1L);
      assertThat(violations.entrySet())
          .filteredOn(entry -> entry.getValue() > 0)
          .extracting(Map.Entry::getKey)
          .containsExactly("standby-ready");
    }
  }

  @Test
  void a_job_that_there_is_not_is_refused_with_those_that_there_are() {
    assertThatThrownBy(() -> create("cpu-rest", Map.of()))
        .hasMessageStartingWith(
            "there is no built-in job 'cpu-rest'; there are cpu-reset, plan-changes");
  }

  @Test
  void a_setting_that_there_is_not_is_refused_with_the_nearest_one() {
    assertThatThrownBy(() -> create("run-retention", Map.of("keeps", "P3D")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("run-retention: there is no setting 'keeps'; the nearest known one is 'keep'");
    assertThatThrownBy(() -> create("expire-unregistered", Map.of("plans", "free")))
        .hasMessage(
            "expire-unregistered: there is no setting 'plans'; the nearest known one is 'plan'");
    assertThatThrownBy(() -> create("canary", Map.of("x", "1")))
        .hasMessage("canary: there is no setting 'x'; this job has none: drop it");
  }

  @Test
  void a_value_that_is_wrong_is_refused_with_a_right_one() {
    assertThatThrownBy(() -> create("run-retention", Map.of("keep", "a month")))
        .hasMessage(
            "run-retention: setting 'keep' is 'a month'; write a duration such as P30D or PT30S");
    assertThatThrownBy(() -> create("run-retention", Map.of("keep", "-P1D")))
        .hasMessageContaining("setting 'keep' is '-P1D'; write more than nothing");
    assertThatThrownBy(() -> create("standby-ready", Map.of("min-standbys", "0")))
        .hasMessage(
            "standby-ready: setting 'min-standbys' is '0'; write a whole number from 1 to 100");
    assertThatThrownBy(() -> create("standby-ready", Map.of("slots", "yes")))
        .hasMessage("standby-ready: setting 'slots' is 'yes'; write true or false");
    assertThatThrownBy(() -> create("certificate-expiry", Map.of("endpoints", "example.org")))
        .hasMessage(
            "certificate-expiry: setting 'endpoints': 'example.org' is no endpoint; write host:port, such as example.org:443");
  }

  @Test
  void a_plan_must_be_named_before_its_accounts_expire() {
    assertThatThrownBy(() -> create("expire-unregistered", Map.of()))
        .hasMessage(
            "expire-unregistered: setting 'plan' is missing: name the plan whose accounts expire when nobody uses them");
    assertThat(create("expire-unregistered", Map.of("plan", "trial")))
        .isInstanceOf(BatchedJob.class);
  }

  private Job create(String name, Map<String, String> settings) {
    return jobs.create(name, settings);
  }

  private static Path repository() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return Files.isDirectory(module.resolve("ops")) ? module : module.resolve("..");
  }
}
