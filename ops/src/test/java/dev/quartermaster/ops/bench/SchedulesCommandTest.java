package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.ops.bench.Lateness.Window;
import dev.quartermaster.ops.bench.SchedulesReport.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulesCommandTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final StringWriter err = new StringWriter();

  @Test
  void lateness_is_from_the_planned_time_and_what_is_lost_or_doubled_is_found() {
    try (Scratch scratch = Scratch.open()) {
      PlainQuartz.lay(scratch.database());
      scratch
          .database()
          .run(
              handle ->
                  handle.execute(
                      """
                      INSERT INTO plain.firing (schedule, planned_for, fired_at)
                      SELECT 'minute-' || n, '2026-11-21 12:00Z'::timestamptz,
                             '2026-11-21 12:00Z'::timestamptz + make_interval(secs => n)
                        FROM generate_series(1, 98) AS n
                      UNION ALL SELECT 'minute-1', '2026-11-21 12:00Z', '2026-11-21 12:00:07Z'
                      UNION ALL SELECT 'minute-1', '2026-11-21 12:01Z', '2026-11-21 12:01Z'
                      UNION ALL SELECT 'second-1', '2026-11-21 12:00Z', '2026-11-21 12:00Z'
                      """));

      Lateness lateness =
          scratch
              .database()
              .transaction(
                  handle ->
                      Lateness.of(
                          handle,
                          FiringSide.PLAIN_QUARTZ,
                          new Window(NOON, 1),
                          Declared.MINUTE,
                          100));

      assertThat(lateness.lost()).isEqualTo(2);
      assertThat(lateness.doubled()).isEqualTo(1);
      assertThat(lateness.p50()).isEqualTo(Duration.ofSeconds(49));
      assertThat(lateness.max()).isEqualTo(Duration.ofSeconds(98));
    }
  }

  @Test
  void one_schedule_in_a_hundred_is_due_each_second() {
    Declared declared = Declared.of(1_000);

    assertThat(declared.eachMinute()).hasSize(990).startsWith("minute-1").endsWith("minute-990");
    assertThat(declared.eachSecond()).hasSize(10);
  }

  @Test
  void the_report_says_how_many_times_as_late_plain_quartz_is_and_whether_the_aim_is_met()
      throws IOException {
    SchedulesReport report =
        new SchedulesReport(
            1,
            List.of(
                new Trial(
                    1_000,
                    new Machine(2, 0.5, "17", "18", Map.of()),
                    List.of(late("minute", 400), late("second", 10)),
                    List.of(late("minute", 12_000), late("second", 50)))));

    JsonNode trial = new ObjectMapper().readTree(SchedulesJson.of(report)).at("/trials/0");

    assertThat(trial.at("/plain_to_ours/0/p99").asDouble()).isEqualTo(30);
    assertThat(trial.at("/sides/0/each_minute/p99_ms").asDouble()).isEqualTo(400);
    assertThat(trial.get("met").asBoolean()).isTrue();
    assertThat(SchedulesTable.of(report)).contains("30.0 ×").contains("at most 1000 ms: met");
  }

  @Test
  void a_number_of_schedules_that_shows_nothing_is_refused() {
    int exit =
        Bench.commandLine()
            .setErr(new PrintWriter(err))
            .execute("schedules", "--schedules", "1000,10");

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("--schedules is 10; it goes from 100 to 100,000");
  }

  private static Lateness late(String every, int millis) {
    Duration late = Duration.ofMillis(millis);
    return new Lateness(every, 990, 0, 0, late, late, late);
  }
}
