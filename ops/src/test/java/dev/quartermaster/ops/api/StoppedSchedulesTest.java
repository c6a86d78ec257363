package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three days on which no schedule fires, and users who do not notice. */
class StoppedSchedulesTest {

  private static final int DAYS = 3;

  /** Boundaries a day, half an hour from each other. */
  private static final int TIMES = 48;

  private static final Duration APART = Duration.ofMinutes(30);

  @TempDir Path directory;

  private TestDatabase test;
  private Crowd crowd;

  /** The first boundary: so long ago that all three days are over now. */
  private final Instant first =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(DAYS + 1));

  @BeforeEach
  void given() {
    test = TestDatabase.of(StoppedSchedulesTest.class);
    test.clockAt(first.minus(Duration.ofMinutes(1)));
    crowd = new Crowd(test.database());
    for (int time = 0; time < TIMES; time++) {
      crowd.register(time, boundary(0, time));
    }
  }

  @AfterEach
  void close() {
    crowd.close();
    test.close();
  }

  @Test
  void with_every_schedule_stopped_each_account_gets_each_days_allowance_on_time() {
    for (int time = 0; time < TIMES; time++) {
      crowd.overuse(time);
    }
    for (int day = 0; day < DAYS; day++) {
      for (int time = 0; time < TIMES; time++) {
        Instant boundary = boundary(day, time);
        Instant next = boundary(day + 1, time);

        test.clockAt(boundary.minus(1, ChronoUnit.MICROS));
        crowd.someShow(time, Crowd.OVERUSED, boundary);
        test.clockAt(boundary);
        crowd.allShow(time, Crowd.UNUSED, next);
        test.clockAt(boundary.plus(1, ChronoUnit.MICROS));
        crowd.someShow(time, Crowd.UNUSED, next);

        if (day + 1 < DAYS) {
          crowd.overuse(time);
          crowd.someShow(time, Crowd.OVERUSED, next);
        }
      }
    }

    assertThat(count("usage_period WHERE settled_at IS NOT NULL")).isZero();
    assertThat(count("run")).isZero();
    eachPeriodIsSettledOnce();
  }

  /** The schedule starts again, by the clock of the day. */
  private void eachPeriodIsSettledOnce() {
    test.clockRuns();
    Program program = Program.in(directory).on(test.database().settings());

    JsonNode run = program.run("schedules", "run", "cpu-reset", "--json").done().json();
    List<Map<String, Object>> settled = settled();
    JsonNode again = program.run("schedules", "run", "cpu-reset", "--json").done().json();

    assertThat(run.get("outcome").asText()).isEqualTo("succeeded");
    assertThat(run.get("items").asLong()).isEqualTo(DAYS * (long) Crowd.ACCOUNTS);
    assertThat(settled)
        .containsExactly(
            Map.of(
                "accounts", (long) Crowd.ACCOUNTS, "periods", (long) DAYS, "ended_by", "boundary"));
    assertThat(again.get("items").asLong()).isZero();
    assertThat(settled()).isEqualTo(settled);
    assertThat(count("usage_period WHERE settled_at < period_end")).isZero();
    assertThat(count("tarpit")).isZero();
    assertThat(count("event WHERE kind = 'tarpit-entered'"))
        .isEqualTo(DAYS * (long) Crowd.ACCOUNTS);
    assertThat(count("event WHERE kind = 'tarpit-left'")).isEqualTo(DAYS * (long) Crowd.ACCOUNTS);
  }

  /** How many accounts have how many settled periods. */
  private List<Map<String, Object>> settled() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(*) AS accounts, periods, ended_by
                          FROM (SELECT account_id, count(settled_at) AS periods, min(ended_by) AS ended_by
                                  FROM usage_period GROUP BY account_id) AS each
                         GROUP BY periods, ended_by
                        """)
                    .mapToMap()
                    .list());
  }

  private long count(String from) {
    return test.database()
        .transaction(
            handle -> handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
  }

  private Instant boundary(int day, int time) {
    return first.plus(Duration.ofDays(day)).plus(APART.multipliedBy(time));
  }
}
