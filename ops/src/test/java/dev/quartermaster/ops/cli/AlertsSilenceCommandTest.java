package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Having nobody told for a while: with an end, a reason, and on record. */
class AlertsSilenceCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:45Z");

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;
  private Planted planted;

  @BeforeEach
  void given() {
    test = TestDatabase.of(AlertsSilenceCommandTest.class);
    test.clockAt(NOON);
    planted = new Planted(test.database());
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private JsonNode silences() {
    return program.call("alerts", "list", "--json").done().json().get("silences");
  }

  @Test
  void what_nothing_is_called_is_done_with_a_warning() {
    planted.notFiring("cpu-reset");

    Ended ended =
        program.call(
            "alerts",
            "silence",
            "schedule=cpu-rest",
            "serverity=warning",
            "alertname=NodeDown",
            "--for",
            "PT1H",
            "--reason",
            "r",
            "--json");

    ended.complained(
        0,
        "warning: no alert, schedule, monitor or node has schedule=cpu-rest; did you mean 'cpu-reset'?",
        "warning: no alert has the label 'serverity'; did you mean 'severity'?");
    assertThat(ended.json().get("warnings")).hasSize(2);
    assertThat(silences()).hasSize(1);
  }

  @Test
  void all_that_is_missing_is_asked_for_at_once() {
    program
        .call("alerts", "silence")
        .failed(
            2,
            "MATCH is missing: name what is to be silent, as schedule=cpu-reset or severity=warning",
            "--for is missing: a silence has an end; write --for PT2H",
            "--reason is missing: who finds the silence wants to know why; write --reason TEXT");
  }

  @Test
  void a_silence_keeps_quiet_what_it_matches_until_it_is_ended() {
    Ended begun =
        Narrow.fits(
            program
                .run(
                    "alerts",
                    "silence",
                    "schedule=cpu-reset",
                    "severity=critical",
                    "--for",
                    "PT2H",
                    "--reason",
                    "moving house")
                .done());
    long id = silences().at("/0/id").asLong();
    planted.notFiring("cpu-reset", "canary");
    Ended listed = Narrow.fits(program.call("alerts", "list").done());

    assertThat(begun.out().replaceAll("\\s+", " "))
        .isEqualTo(
            "Silence %d: nobody is told of schedule=cpu-reset severity=critical until 2025-06-10 14:00:45Z (in 2 h); 0 alerts are open that it covers. 'alerts silence --end %d' ends it. "
                .formatted(id, id));
    assertThat(listed.out())
        .containsPattern("quiet +critical .*ScheduleNotFiring cpu-reset")
        .containsPattern("firing +critical .*ScheduleNotFiring canary")
        .contains("nobody is told: silence %d of".formatted(id))
        .contains("Silence %d (schedule=cpu-reset severity=critical) ends in 2 h:".formatted(id));
    assertThat(planted.told(planted.of("cpu-reset"))).isEmpty();

    String number = Long.toString(id);
    assertThat(program.call("alerts", "silence", "--end", number, "--dry-run").done().out())
        .isEqualTo("Silence %d would be over.\n".formatted(id));
    assertThat(silences()).hasSize(1);
    assertThat(program.call("alerts", "silence", "--end", number, "--reason", "in").done().out())
        .isEqualTo("Silence %d is over.\n".formatted(id));
    test.clockForward(Duration.ofSeconds(2));
    planted.notFiring("cpu-reset", "canary");

    assertThat(silences()).isEmpty();
    assertThat(planted.told(planted.of("cpu-reset"))).containsExactly("firing");
    assertThat(planted.trail())
        .containsExactly(
            "alerts silence | schedule=cpu-reset severity=critical | moving house",
            "alerts silence --end | %d | in".formatted(id));
  }

  @Test
  void a_dry_run_says_what_it_would_cover_and_begins_nothing() {
    planted.notFiringAndSetAside("cpu-reset", "usage-rollup");

    List<String> silence =
        List.of("alerts", "silence", "severity=warning", "--for", "PT1H", "--reason", "r");
    Ended dry = Narrow.fits(program.call(with(silence, "--dry-run")).done());
    JsonNode json = program.call(with(silence, "--json")).done().json();

    assertThat(dry.out().replaceAll("\\s+", " "))
        .isEqualTo(
            "Nobody would be told of severity=warning until 2025-06-10 13:00:45Z (in 1 h); 1 alert is open that it covers. ");
    assertThat(Ended.keys(json))
        .containsExactly("id", "match", "ends_at", "open_alerts", "warnings");
    assertThat(json.get("open_alerts").asInt()).isEqualTo(1);
    assertThat(silences()).hasSize(1);
    assertThat(planted.trail()).containsExactly("alerts silence | severity=warning | r");
  }

  private static String[] with(List<String> words, String last) {
    return Stream.concat(words.stream(), Stream.of(last)).toArray(String[]::new);
  }

  @Test
  void what_is_missing_or_wrong_is_named_with_the_mend() {
    refused(
        "MATCH is missing: name what is to be silent, as schedule=cpu-reset or severity=warning",
        "--for",
        "PT1H",
        "--reason",
        "r");
    refused(
        "'cpu-reset' is no label with a value; write schedule=cpu-reset",
        "cpu-reset",
        "--for",
        "PT1H",
        "--reason",
        "r");
    refused(
        "schedule is named twice, and no alert has both; make a silence of each",
        "schedule=a",
        "schedule=b",
        "--for",
        "PT1H",
        "--reason",
        "r");
    refused(
        "--for is missing: a silence has an end; write --for PT2H", "schedule=a", "--reason", "r");
    refused(
        "--reason is missing: who finds the silence wants to know why; write --reason TEXT",
        "schedule=a",
        "--for",
        "PT1H");
    refused(
        "--for is P32D; it goes from 1 min to 31 d",
        "schedule=a",
        "--for",
        "P32D",
        "--reason",
        "r");
    refused("no silence 9 is in force; in force are: none", "--end", "9");
    refused(
        "--end ends a silence by its number: leave MATCH and --for out",
        "schedule=a",
        "--end",
        "9");
    assertThat(silences()).isEmpty();
    assertThat(planted.trail()).isEmpty();
  }

  private void refused(String complaint, String... words) {
    String[] line = new String[words.length + 2];
    line[0] = "alerts";
    line[1] = "silence";
    System.arraycopy(words, 0, line, 2, words.length);
    program.call(line).failed(2, complaint);
  }
}
