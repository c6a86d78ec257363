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
