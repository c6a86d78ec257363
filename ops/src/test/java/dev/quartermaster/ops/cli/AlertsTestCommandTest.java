package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a page would arrive, tried and rehearsed. */
class AlertsTestCommandTest {

  private static final String CHANNELS =
      "channels: {page-me: {type: command, argv: [/bin/true]}, broken: {type: command, argv: [/bin/false]}, log: {type: log}}";

  @TempDir Path directory;

  private TestDatabase test;

  @BeforeEach
  void given() {
    test = TestDatabase.of(AlertsTestCommandTest.class);
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Program program(String... more) {
    return Program.in(directory).on(test.database().settings(), more);
  }

  private long proved() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM channel WHERE proved_at IS NOT NULL")
                    .mapTo(Long.class)
                    .one());
  }

  @Test
  void each_channel_says_whether_it_took_a_test() {
    Program program = program(CHANNELS);

    Ended ended = Narrow.fits(program.run("alerts", "test", "--reason", "new pager"));
    Ended json = program.call("alerts", "test", "--json");

    assertThat(ended.err()).contains("[TEST] info: this is a test by ");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("CHANNEL +TEST +MS\n")
        .containsPattern("page-me +taken +\\d+\n")
        .containsPattern("broken +FAILED +\\d+\n    it ended with 1\n")
        .containsPattern("log +taken +\\d+\n");
    JsonNode channels = json.json().get("channels");
    assertThat(json.code()).isEqualTo(1);
    assertThat(Ended.keys(channels.get(0))).containsExactly("name", "ok", "latency_ms", "error");
    assertThat(channels.findValuesAsText("name")).containsExactly("page-me", "broken", "log");
    assertThat(channels.at("/0/ok").asBoolean()).isTrue();
    assertThat(channels.at("/0/error").isNull()).isTrue();
    assertThat(channels.at("/1/error").asText()).isEqualTo("it ended with 1");
    assertThat(proved()).isEqualTo(2);
    assertThat(new Planted(test.database()).trail())
        .containsExactly(
            "alerts test | page-me broken log | new pager", "alerts test | page-me broken log");
  }

  @Test
  void one_is_tried_by_its_name_and_a_dry_run_tries_none() {
    Program program = program(CHANNELS);

    Ended dry = program.call("alerts", "test", "page-me", "--dry-run").done();
    assertThat(dry.out()).isEqualTo("A test would be sent over page-me\n");
    assertThat(proved()).isZero();

    program.run("alerts", "test", "page-me").done();

    assertThat(proved()).isEqualTo(1);
    program
        .call("alerts", "test", "pager")
        .failed(2, "there is no channel 'pager'; configured are: page-me, broken, log");
  }

  @Test
  void a_rehearsal_fails_on_what_would_reach_nobody_and_asks_no_database() {
    Program nowhere = Program.in(directory).configured("region: us\n");

    Ended ended = Narrow.fits(nowhere.run("alerts", "routes"));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .containsPattern("schedule +cpu-reset +log +log\n")
        .contains("Nobody would be told of anything critical: only the log.");
  }

  @Test
  void a_rehearsal_names_each_ones_channels_in_their_order() {
    Program program =
        program(
            CHANNELS,
            "monitors: {backup: {every: P1D, ping-key: b, owner: web}}",
            "routes:",
            "  - {match: {owner: web}, channels: [log]}",
            "  - {match: {alertname: NodeDown}, channels: [broken]}",
            "  - {match: {severity: critical}, channels: [page-me, broken]}",
            "  - {channels: [log]}");

    Ended ended = Narrow.fits(program.call("alerts", "routes"));
    JsonNode routes = program.call("alerts", "routes", "--json").json().get("routes");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("schedule +cpu-reset +page-me > broken +log\n")
        .containsPattern("monitor +backup +log +log\n")
        .containsPattern("alert +NodeDown +broken +broken\n")
        .contains("Nobody would be told of backup: only the log.");
    JsonNode backup =
        StreamSupport.stream(routes.spliterator(), false)
            .filter(one -> one.get("name").asText().equals("backup"))
            .findFirst()
            .orElseThrow();
    assertThat(Ended.keys(backup))
        .containsExactly("kind", "name", "reaches_somebody", "critical", "warning");
    assertThat(backup.get("reaches_somebody").asBoolean()).isFalse();
  }

  @Test
  void a_rehearsal_in_which_somebody_is_always_told_is_done() {
    Program program = program(CHANNELS, "routes: [{channels: [page-me]}]");

    assertThat(program.call("alerts", "routes").done().out()).doesNotContain("Nobody");
  }
}
