package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationCommandTest {

  private static final String WRONG =
      """
      regoin: us
      schedules:
        cpu-reset:
          cron: "0 0 25 * * ?"
          time-budget: 50s
      """;

  @TempDir Path directory;

  @Test
  void a_wrong_configuration_is_told_line_by_line_with_each_mend_by_whatever_command_reads_it() {
    Program program = Program.in(directory).configured(WRONG);
    String[] complaints = {
      "quartermaster.yaml:1: unknown key 'regoin'; did you mean 'region'?",
      "quartermaster.yaml:4: schedule 'cpu-reset': cron '0 0 25 * * ?' has hour 25; hours go from 0 to 23",
      "quartermaster.yaml:5: schedule 'cpu-reset': time-budget '50s' is not a duration; write it as PT50S"
    };

    program.run("config", "check").failed(2, complaints);
    program.run("status").failed(2, complaints);
    program.run("up").failed(2, complaints);

    Ended json = program.run("config", "check", "--json").complained(2);
    assertThat(json.json().get("ok").asBoolean()).isFalse();
    assertThat(json.json().get("problems")).hasSize(3);
    assertThat(json.json().at("/problems/0").asText()).isEqualTo(complaints[0]);
  }

  @Test
  void an_empty_configuration_is_valid_and_shows_where_each_value_comes_from() {
    Program program = Program.in(directory).configured("region: us");

    assertThat(program.run("config", "check").done().out())
        .isEqualTo("The configuration is valid.\n");
    assertThat(program.run("config", "check", "--json").done().json().get("ok").asBoolean())
        .isTrue();
    JsonNode values = program.run("config", "show", "--json").done().json().get("values");
    assertThat(values.toString())
        .contains("{\"key\":\"region\",\"value\":\"us\",\"from\":\"quartermaster.yaml:1\"}")
        .contains("{\"key\":\"http.port\",\"value\":\"8080\",\"from\":\"default\"}");
  }

  @Test
  void a_program_that_is_not_here_is_a_warning_with_its_place() {
    Program program = Program.in(directory);
    program.file("plain.sh", "true");

    Ended checked =
        program
            .configured(
                """
                schedules:
                  gone: {kind: command, every: PT1H, argv: [/none/report, now]}
                  unknown: {kind: command, every: PT1H, argv: [no-such-program]}
                  plain: {kind: command, every: PT1H, argv: [%1$s/plain.sh]}
                  off: {kind: command, every: PT1H, argv: [/none/off], enabled: false}
                  here: {kind: command, every: PT1H, argv: [sh, -c, "true"]}
                channels:
                  script: {type: command, argv: [/none/page]}
                """
                    .formatted(directory))
            .call("config", "check")
            .done();

    assertThat(checked.out().lines())
        .contains(
            "warning: quartermaster.yaml:2: schedule 'gone': there is no program /none/report on this machine",
            "warning: quartermaster.yaml:3: schedule 'unknown': there is no program no-such-program along PATH; write its path",
            "warning: quartermaster.yaml:4: schedule 'plain': %s/plain.sh may not be executed; chmod +x it"
                .formatted(directory),
            "warning: quartermaster.yaml:8: channel 'script': there is no program /none/page on this machine")
        .noneMatch(line -> line.contains("'off'") || line.contains("'here'"));
  }

  @Test
  void what_counts_is_shown_as_the_file_would_have_it_on_eighty_columns() {
    Program program =
        Program.in(directory)
            .configured(
                "region: us\nmonitors: {%s: {every: P7D, ping-key: %s}}"
                    .formatted("a".repeat(40), "k".repeat(60)));

    Ended shown = Narrow.fits(program.call("config", "show").done());

    assertThat(shown.out())
        .startsWith("region: us  # quartermaster.yaml:1\n")
        .contains("\nhttp.port: 8080  # default\n")
        .contains(".ping-key:\n    " + "k".repeat(60) + "\n    # quartermaster.yaml:2\n");
  }

  @Test
  void secrets_are_not_shown() {
    Program program =
        Program.in(directory)
            .configured(
                "database: {url: 'jdbc:postgresql://127.0.0.1:1/x', user: qm, password: hush-hush}");

    assertThat(program.run("config", "show").done().out()).doesNotContain("hush-hush");
    assertThat(program.run("config", "show", "--json").done().out()).doesNotContain("hush-hush");
  }

  @Test
  void the_reference_is_a_configuration_itself() {
    String reference = Program.in(directory).run("config", "reference").done().out();

    Program.in(directory).configured(reference).run("config", "check").done();
  }

  @Test
  void a_configuration_that_cannot_be_read_is_told() {
    Program program = Program.in(directory);

    program
        .run("status", "--config", "missing.yaml")
        .failed(
            2,
            "missing.yaml: the configuration cannot be read: no such file; an empty file would do");
    program
        .configured("a: [")
        .run("status")
        .failed(
            2,
            "quartermaster.yaml:2: this is not YAML: expected the node content, but found '<stream end>'");
    program
        .configured("database: {url: 'jdbc:postgresql://127.0.0.1:1/x', password-file: nope.pw}")
        .run("status")
        .failed(
            2,
            "quartermaster.yaml:1: database.password-file 'nope.pw' cannot be read: no such file");
  }
}
