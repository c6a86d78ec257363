package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody has broken the configuration, and somebody else is in need. */
class BrokenConfigurationTest {

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(BrokenConfigurationTest.class);
    program = Program.in(directory);
    program.on(test.database().settings());
    program.file("accounts.csv", "username,plan", "Ada,free");
    program.call("accounts", "import", "accounts.csv", "--config", "quartermaster.yaml").done();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void what_needs_only_the_database_goes_on_with_a_warning() {
    Program broken = broken("schedules: {cpu-reset: {evry: PT1M}}", "frob: 1");

    Ended reset = broken.call("reset", "ada", "--reason", "ticket 1");

    assertThat(broken.call("schedules", "history", "cpu-reset").code()).isZero();
    assertThat(broken.call("quarantine", "list").code()).isZero();
    assertThat(reset.code()).isZero();
    assertThat(reset.out()).contains("Ada: already fresh");
    assertThat(reset.err())
        .startsWith(
            "warning: the configuration is invalid, and only its database is used; 'config check' tells all: ")
        .contains("schedules.cpu-reset.evry")
        .hasLineCount(1);
  }

  @Test
  void what_needs_the_rest_says_all_that_is_wrong() {
    Ended list =
        broken("schedules: {cpu-reset: {evry: PT1M}}", "frob: 1").call("schedules", "list");

    assertThat(list.code()).isEqualTo(2);
    assertThat(list.err()).contains("'schedules.cpu-reset.evry'", "unknown key 'frob'");
  }

  @Test
  void status_shows_what_it_can_and_names_the_configuration_among_what_is_wrong() {
    Ended status = broken("schedules: {cpu-reset: {evry: PT1M}}").call("status", "--check");

    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out())
        .contains("the configuration is invalid", "schedules.cpu-reset.evry", "cpu-reset  ");
  }

  @Test
  void an_alert_is_taken_on_kept_quiet_and_ended_by_those_who_were_told() {
    new Planted(test.database()).notFiring("cpu-reset");
    Program broken = broken("frob: 1");

    List<Ended> ended =
        List.of(
            broken.call("alerts", "ack", "1"),
            broken.call("alerts", "silence", "schedule=x", "--for", "PT1H", "--reason", "x"),
            broken.call("alerts", "resolve", "1", "--reason", "mended"));

    assertThat(ended)
        .allSatisfy(
            one -> {
              assertThat(one.code()).isZero();
              assertThat(one.err()).hasLineCount(1).contains("unknown key 'frob'");
            });
    assertThat(told())
        .containsExactly("FIRING page-me", "ACKNOWLEDGED page-me", "RESOLVED page-me");
  }

  /** What was put on its way to whom. */
  private List<String> told() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT (page ->> 'kind') || ' ' || channel FROM delivery ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void doctor_names_it_and_looks_at_the_server_all_the_same() {
    Program broken = broken("schedules: {cpu-reset: {evry: PT1M}}");

    assertThat(broken.call("doctor").out())
        .contains("✘ configuration: ", "✔ migrations: ", "– schedules: what is declared is not");
    assertThat(broken.call("doctor", "--invariants").code()).isZero();
  }

  @Test
  void where_it_is_not_sure_which_database_is_meant_nothing_is_done() {
    for (String wrong : new String[] {"database.schem: x", "region: \"\"", "a: [unclosed"}) {
      Ended reset = broken(wrong).call("reset", "ada", "--reason", "ticket 1");

      assertThat(reset.code()).as(wrong).isEqualTo(2);
      assertThat(reset.err()).as(wrong).doesNotContain("warning");
    }
  }

  private Program broken(String... more) {
    return program.on(test.database().settings(), more);
  }
}
