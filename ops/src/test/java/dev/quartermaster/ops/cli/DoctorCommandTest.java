package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.node.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  @TempDir Path directory;
  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(DoctorCommandTest.class);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private JsonNode check(Ended ended, String name) {
    List<JsonNode> found = new ArrayList<>();
    ended.json().get("checks").forEach(check -> found.add(check));
    found.removeIf(check -> !check.get("name").asText().equals(name));
    assertThat(found).as("%s in %s", name, ended.out()).hasSize(1);
    return found.get(0);
  }

  private void plant(String sql) {
    test.database().run(handle -> handle.execute(sql));
  }

  private void isWrong(String name, String detail, String mend) {
    JsonNode check = check(program.call("doctor", "--json"), name);
    assertThat(check.get("ok").asBoolean()).as("%s", check).isFalse();
    assertThat(check.get("detail").asText()).contains(detail);
    assertThat(check.get("mend").asText()).contains(mend);
  }

  @Test
  void with_every_daemon_down_it_says_so_and_looks_at_all_the_rest() {
    Ended ended = program.run("doctor", "--json");

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(Ended.keys(ended.json())).containsExactly("ok", "checks");
    assertThat(ended.json().get("ok").asBoolean()).isFalse();
    assertThat(Ended.keys(ended.json().get("checks").get(0)))
        .containsExactly("name", "ok", "detail", "mend");
    assertThat(check(ended, "work").get("mend").asText()).contains("'up' or 'node'");
    assertThat(check(ended, "routes").get("ok").asBoolean()).isFalse();
    assertThat(check(ended, "standby").get("ok").isNull()).isTrue();
    for (String sound :
        List.of(
            "configuration",
            "database",
            "server version",
            "migrations",
            "clock",
            "pool",
            "writable",
            "bloat",
            "capacity",
            "timetables",
            "firing",
            "runs",
            "backlog",
            "outcomes",
            "quarantine",
            "channels",
            "monitors",
            "pauses",
            "watchers")) {
      // Sessions are of the whole server, on which other tests hold some.
      assertThat(check(ended, sound).get("ok").asBoolean()).as(sound).isTrue();
    }
    assertThat(ended.out()).doesNotContain("the check itself failed");
  }

  @Test
  void what_is_wrong_reads_at_a_glance_and_fits_a_terminal() {
    Ended ended = Narrow.fits(program.call("doctor"));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out())
        .contains("✔ migrations: at ")
        .contains(
            "✘ work: no node is up that fires and works\n    mend: start one with 'up' or 'node'\n")
        .contains("– standby: none is expected")
        .containsPattern("\n✘ \\d of \\d\\d checks found something wrong\\.\n$");
  }

  @Test
  void a_database_that_is_away_leaves_the_other_checks() {
    DatabaseSettings right = test.database().settings();
    Program away =
        Program.in(directory)
            .on(
                new DatabaseSettings(
                    "jdbc:postgresql://127.0.0.1:1/quartermaster",
                    right.login(),
                    right.schema(),
                    right.pool()));

    Ended ended = away.run("doctor", "--json");

    assertThat(ended.code()).isEqualTo(4);
    assertThat(check(ended, "database").get("detail").asText()).startsWith("cannot reach");
    assertThat(check(ended, "pool").get("ok").asBoolean()).isTrue();
    assertThat(check(ended, "cluster").get("ok").isNull()).isTrue();
    Ended proof = away.call("doctor", "--invariants");
    assertThat(proof.code()).isEqualTo(4);
    assertThat(proof.out()).contains("– I8: the database cannot be reached");
  }

  @Test
  void an_invalid_file_and_a_database_that_no_node_has_migrated() {
    Ended invalid = program.configured("nod: {}\n").call("doctor");
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(invalid.out()).contains("✘ configuration: quartermaster.yaml:1: ".substring(0, 17));

    Ended fresh =
        Program.in(directory)
            .on(TestDatabase.settings("never_seen_by_a_doctor"))
            .call("doctor", "--json");
    assertThat(fresh.code()).isEqualTo(1);
    assertThat(check(fresh, "migrations").get("mend").asText()).contains("it migrates");
    assertThat(check(fresh, "cluster").get("ok").isNull()).isTrue();
  }

  @Test
  void a_database_that_takes_no_changes_is_looked_at_all_the_same() {
    DatabaseSettings settings = test.database().settings();
    String option = "options=-c%20default_transaction_read_only=on";
    Program readOnly =
        Program.in(directory)
            .on(
                new DatabaseSettings(
                    settings.url() + (settings.url().contains("?") ? "&" : "?") + option,
                    settings.login(),
                    settings.schema(),
                    settings.pool()));

    Ended ended = readOnly.call("doctor", "--json");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(check(ended, "writable").get("detail").asText()).contains("takes no changes");
    assertThat(ended.out()).doesNotContain("the check itself failed");
    assertThat(readOnly.call("doctor", "--invariants").code()).isZero();
  }

  @Test
  void what_the_watch_would_page_for_is_found() {
    plant(
        """
        INSERT INTO node (name, incarnation, version, state, generation, heartbeat_at, clock_ahead_ms)
        VALUES ('hk-1', gen_random_uuid(), '1', 'up', 1, qm_now(), 9000),
               ('hk-2', gen_random_uuid(), '1', 'up', 1, qm_now() - interval '5 min', 0);
        INSERT INTO schedule (name, timetable, declared_at, paused_at, paused_by)
        VALUES ('canary', 'x', qm_now(), NULL, NULL), ('tarpit-sweep', 'x', qm_now(), qm_now() - interval '3 d', 'eve');
        INSERT INTO quarantine (schedule, item, slice, state, error, run_id)
        VALUES ('cpu-reset', 'account 7', 'x', 'quarantined', 'boom', 1);
        INSERT INTO channel (name, configured_at, failing_since, error)
        VALUES ('log', qm_now() - interval '3 d', qm_now() - interval '1 h', 'full');
        """);

    isWrong("timetables", "the check itself failed", "mend that first");
    isWrong("pauses", "tarpit-sweep has been paused for 3 d by eve", "schedules resume");
    isWrong("nodes", "node hk-2 is silent for 5 min", "");
    isWrong("nodes", "the clock of node hk-1 is 9.0 s ahead", "");
    isWrong("quarantine", "boom", "quarantine list");
    isWrong("channels", "pages over log have not gone through", "alerts test");
    isWrong("proofs", "1 of 1 channels are not proved: log", "alerts test");
    isWrong("declarations", "are declared otherwise than in this file", "--config");
  }

  @Test
  void a_trigger_that_is_gone_from_quartz_tables() {
    String timetable =
        Installation.find(Optional.of(directory.resolve("quartermaster.yaml")), Optional.empty())
            .configuration()
            .schedules()
            .get("canary")
            .when()
            .timetable()
            .definition();
    plant("INSERT INTO schedule (name, timetable) VALUES ('canary', '%s')".formatted(timetable));

    isWrong(
        "triggers",
        "1 schedule is adrift in Quartz's tables: canary: it had no trigger",
        "stores it anew");
  }

  @Test
  void a_pool_that_is_too_small_and_a_certificate_that_is_not_there() {
    program =
        Program.in(directory)
            .on(
                test.database().settings(),
                "node: {workers: 30}",
                "schedules:",
                "  certificate-expiry: {settings: {files: /nowhere/cert.pem}}");

    isWrong("pool", "database.pool-size is 8, for 30 workers", "set database.pool-size to 31");
    isWrong("certificates", "/nowhere/cert.pem: cannot be read", "renew it");
  }

  @Test
  void a_standby_that_is_expected_and_not_there() {
    program =
        Program.in(directory)
            .on(test.database().settings(), "schedules:", "  standby-ready: {enabled: true}");

    isWrong("standby", "no standby is attached", "ops/runbooks/standby-ready.md");
  }

  @Test
  void the_invariants_are_proved_and_a_broken_one_is_shown() {
    Ended sound = Narrow.fits(program.call("doctor", "--invariants").done());
    assertThat(sound.out()).contains("✔ I1: each period is the sum").endsWith("✔ All is well.\n");

    plant("INSERT INTO late_period VALUES (7, '2026-01-01', '2026-01-02')");
    plant("ALTER TABLE audit DISABLE TRIGGER audit_is_append_only");
    // Of the same name, and idle.
    plant("DROP TRIGGER audit_head_moves_on ON audit_head");
    plant(
        "CREATE TRIGGER audit_head_moves_on BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON audit_head"
            + " FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION refuse_change()");
    Ended broken = Narrow.fits(program.call("doctor", "--invariants"));
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out())
        .contains("✘ I8: 2 ways to edit the trail\n")
        .contains("    mend: keep the database as it is")
        .contains("    · the trigger audit_is_append_only is missing, off or another\n");
    JsonNode json = program.call("doctor", "--invariants", "--json").json();
    assertThat(json.get("checks").get(8).get("count").asLong()).isEqualTo(2);
    assertThat(json.get("checks").get(8).get("examples")).hasSize(2);
  }
}
