package dev.quartermaster.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.ops.cli.Ended;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every command that looks, with every daemon down: for a person at a terminal, and for a script.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class EveryCommandIT {

  @TempDir static Path directory;

  private World world;

  @BeforeAll
  void given() {
    world = new World(EveryCommandIT.class, directory);
  }

  @AfterAll
  void close() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          status                        | cluster/nodes schedules quota/accounts quota/in_tarpit quota/overdue quota/oldest_overdue_s quota/eta_s alerts alert_path/last_proved_at alert_path/ok ok
          accounts list                 | accounts
          accounts show ada             | username plan daily_cpu_limit_seconds daily_cpu_total_usage_seconds next_reset_time in_tarpit tarpit_since history
          plans list                    | plans/0/name plans/0/allowance_s plans/0/period
          usage top                     |
          usage report                  |
          usage reporters               |
          schedules list                | schedules/0/name
          schedules show cpu-reset      | name
          schedules preview cpu-reset   | firings/0
          schedules history cpu-reset   | runs/0/scheduled_for runs/0/fired_at runs/0/started_at runs/0/finished_at runs/0/node runs/0/outcome runs/0/items runs/0/batches runs/0/caught_up_misses runs/0/error
          simulate outage --for PT26H   | backlog_peak drained_after_s runs/0/schedule runs/0/missed runs/0/decided runs/0/runs
          quarantine list               | items
          alerts list                   | alerts
          alerts routes                 |
          monitors list                 | monitors
          nodes list                    | nodes
          audit list                    |
          audit verify                  | entries ok first_bad
          tokens list                   | tokens
          config show                   |
          reset ada --dry-run           | matched reset already_fresh failed seconds
          reset --all --dry-run         | matched reset already_fresh failed seconds
          reschedule --all --over PT6H --dry-run | matched moved seconds first last
          """)
  void it_fits_a_terminal_and_gives_scripts_one_document(String command, String keys) {
    String[] words = command.split(" ", -1);

    Ended shown = world.launcher.onTerminal(80, words).awaitEnd();
    Ended scripted = world.launcher.run(with(words, "--json"));

    assertThat(shown.code()).as(shown.toString()).isZero();
    assertThat(Shown.of(shown.out()).lines())
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.codePointCount(0, line.length())).as(line).isLessThanOrEqualTo(80));
    JsonNode document = scripted.done().json();
    for (String key : keys == null ? new String[0] : keys.split(" ", -1)) {
      assertThat(document.at("/" + key).isMissingNode()).as(key + " in " + document).isFalse();
    }
  }

  private static String[] with(String[] words, String more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }
}
