package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.builtin.UsageRollup;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which job each kind of schedule has. */
class JobsTest {

  @TempDir Path jars;
  @TempDir Path work;

  @Test
  void each_kind_has_its_job() throws IOException {
    BatchedJob rollup = new UsageRollup();
    Jobs jobs = new Jobs(Map.of("usage-rollup", rollup), JobProviders.load(Optional.empty()));

    assertThat(jobs.of(schedule(new Work.BuiltIn("usage-rollup", Map.of())))).containsSame(rollup);
    assertThat(jobs.of(schedule(new Work.Sql("DELETE FROM t", Optional.empty()))))
        .get()
        .isInstanceOf(SqlJob.class);
    assertThat(jobs.of(schedule(http("http://h/")))).get().isInstanceOf(HttpJob.class);
    assertThat(jobs.of(schedule(command()))).get().isInstanceOf(CommandJob.class);
  }

  @Test
  void what_this_process_does_not_have_is_empty() {
    Jobs jobs = new Jobs(Map.of(), JobProviders.load(Optional.empty()));

    assertThat(jobs.of(schedule(new Work.BuiltIn("new", Map.of())))).isEmpty();
    assertThat(jobs.of(schedule(new Work.Java("mine", Map.of())))).isEmpty();
  }

  @Test
  void a_job_of_the_users_own_is_made_once_for_its_settings() throws IOException {
    try (JobProviders providers =
        providers("return new dev.quartermaster.jobs.builtin.UsageRollup();")) {
      Jobs jobs = new Jobs(Map.of(), providers);

      Job job = jobs.of(schedule(new Work.Java("mine", Map.of("a", "1")))).orElseThrow();

      assertThat(jobs.of(schedule(new Work.Java("mine", Map.of("a", "1"))))).containsSame(job);
      assertThat(jobs.of(schedule(new Work.Java("mine", Map.of("a", "2"))))).get().isNotSameAs(job);
    }
  }

  @Test
  void a_job_that_cannot_be_made_fails_its_runs_and_says_why() throws IOException {
    try (JobProviders providers =
        providers("throw new IllegalArgumentException(\"key 'ols' is not known; write 'old'\");")) {
      Jobs jobs = new Jobs(Map.of(), providers);

      fails(
          jobs,
          new Work.Java("mine", Map.of("ols", "1")),
          "schedule 'nightly' cannot run as it is declared: key 'ols' is not known; write 'old'");
      fails(
          jobs,
          new Work.Sql("VACUUM", Optional.empty()),
          "schedule 'nightly' cannot run as it is declared: the statement begins with VACUUM");
      fails(
          jobs,
          http("gopher://h"),
          "schedule 'nightly' cannot run as it is declared: the url begins with neither");
    }
  }

  @Test
  void a_provider_that_makes_nothing_is_named() throws IOException {
    try (JobProviders providers = providers("return null;")) {
      fails(
          new Jobs(Map.of(), providers),
          new Work.Java("mine", Map.of()),
          "schedule 'nightly' cannot run as it is declared: com.example.Mine made no job");
    }
  }

  private static void fails(Jobs jobs, Work work, String why) {
    Job job = jobs.of(schedule(work)).orElseThrow();
    assertThat(job)
        .isInstanceOfSatisfying(
            OutsideJob.class,
            outside ->
                assertThatThrownBy(() -> outside.run(new Said().assignment()))
                    .isInstanceOf(OutsideJob.Failed.class)
                    .hasMessageStartingWith(why));
  }

  /** One provider, {@code mine}, that makes its job by this. */
  private JobProviders providers(String create) throws IOException {
    String source =
        """
        package com.example;
        public class Mine implements dev.quartermaster.jobs.kind.JobProvider {
          public String name() { return "mine"; }
          public dev.quartermaster.jobs.batch.Job create(java.util.Map<String, String> settings) { %s }
        }
        """
            .formatted(create);
    new UserJar(work).source(source).lists("com.example.Mine").build(jars.resolve("mine.jar"));
    return JobProviders.load(Optional.of(jars));
  }

  private static Schedule schedule(Work work) {
    Schedule any = Schedules.of("nightly", Interval.of(Duration.ofMinutes(1)));
    return new Schedule(
        any.name(), true, work, any.when(), any.limits(), any.batching(), any.about());
  }

  private static Work http(String url) {
    return new Work.Http(url, 200, Duration.ofSeconds(1), "GET", Map.of(), Optional.empty());
  }

  private static Work command() {
    return new Work.Command(
        List.of("true"), Map.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
  }
}
