package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items that are set aside, and their ways back. */
class QuarantineCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(QuarantineCommandTest.class);
    test.clockAt(NOON);
    program = Program.in(directory).on(test.database().settings());
    setAside("cpu-reset", "ada", "quarantined", "NULL");
    setAside(
        "cpu-reset",
        "a-name-that-is-as-long-as-names-can-be",
        "retrying",
        "'2025-06-10T12:02:00Z'");
    setAside("usage-rollup", "2025-06-09", "quarantined", "NULL");
    test.clockAt(NOON.plusSeconds(60));
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void setAside(String schedule, String item, String state, String nextTry) {
    test.database()
        .run(
            handle ->
                handle.execute(
                    "INSERT INTO quarantine (schedule, item, slice, state, error, attempts, next_try_at, run_id) VALUES ('%s', '%s', '1-9', '%s', repeat('division by zero ', 8), 5, %s, 1)"
                        .formatted(schedule, item, state, nextTry)));
  }

  private JsonNode items(String... command) {
    return program.call(command).done().json().get("items");
  }

  private List<String> trail() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT concat_ws(' | ', act, target, reason) FROM audit ORDER BY id")
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void items_are_listed_with_their_errors_and_told_by_status() {
    JsonNode all = items("quarantine", "list", "--json");
    JsonNode some = items("quarantine", "list", "--schedule", "usage-rollup", "--json");
    Ended listed = Narrow.fits(program.call("quarantine", "list").done());
    JsonNode status = program.call("status", "--json").done().json();

    assertThat(all).hasSize(3);
    assertThat(some.findValuesAsText("item")).containsExactly("2025-06-09");
    assertThat(Ended.keys(all.get(0)))
        .contains("schedule", "item", "error", "attempts", "since", "state", "next_try_at");
    assertThat(listed.out())
        .containsPattern(
            "cpu-reset +ada +quarantined +5 +1 min ago +by hand\n    division by zero .*…")
        .contains("in 1 min");
    assertThat(status.get("problems").toString())
        .contains("cpu-reset: 2 items are set aside: see 'quarantine list'")
        .contains("usage-rollup: 1 item is set aside: see 'quarantine list'");
    assertThat(items("quarantine", "list", "--schedule", "usage-retention", "--json")).isEmpty();
    program
        .call("quarantine", "list", "--schedule", "cpu-rest")
        .failed(2, "there is no schedule 'cpu-rest'; did you mean 'cpu-reset'?");
  }

  @Test
  void one_item_is_shown_with_all_of_its_error_and_its_ways_back() {
    Ended shown = Narrow.fits(program.call("quarantine", "show", "cpu-reset", "ada").done());

    assertThat(shown.out())
        .startsWith("cpu-reset ada: quarantined\n")
        .contains("`quarantine retry cpu-reset ada`")
        .doesNotContain("…");
    program
        .call("quarantine", "show", "cpu-reset", "bob")
        .failed(
            2, "no item 'bob' of 'cpu-reset' is set aside; 'quarantine list' shows those that are");
  }

  @Test
  void an_item_is_tried_again_by_hand() {
    Ended dry = program.call("quarantine", "retry", "cpu-reset", "ada", "--dry-run").done();
    JsonNode afterDry = items("quarantine", "show", "cpu-reset", "ada", "--json");
    JsonNode retried =
        items("quarantine", "retry", "cpu-reset", "ada", "--reason", "mended", "--json");

    assertThat(dry.out()).isEqualTo("cpu-reset ada: would be tried again by the next run\n");
    assertThat(afterDry.at("/0/state").asText()).isEqualTo("quarantined");
    assertThat(retried.at("/0/state").asText()).isEqualTo("retrying");
    assertThat(retried.at("/0/next_try_at").asText()).isEqualTo("2025-06-10T12:01:00Z");
    assertThat(trail()).containsExactly("quarantine retry | cpu-reset ada | mended");
  }

  @Test
  void all_items_are_tried_again_off_a_terminal_only_with_yes() {
    program
        .call("quarantine", "retry", "--all")
        .failed(
            3,
            "3 items would be tried again: not on a terminal, so say --yes (or --dry-run to look first)");
    assertThat(trail()).isEmpty();

    assertThat(items("quarantine", "retry", "--all", "--schedule", "usage-rollup", "--json"))
        .hasSize(1);
    assertThat(items("quarantine", "retry", "--all", "--yes", "--json")).hasSize(3);
    assertThat(trail()).hasSize(4);
    for (String[] wrong :
        List.of(
            new String[] {"quarantine", "retry"},
            new String[] {"quarantine", "retry", "cpu-reset"},
            new String[] {"quarantine", "retry", "cpu-reset", "ada", "--all"})) {
      program
          .call(wrong)
          .failed(2, "name SCHEDULE and ITEM, or say --all, with --schedule NAME or without");
    }
  }

  @Test
  void a_dropped_item_is_listed_no_longer_and_can_be_taken_back() {
    Ended dropped =
        program.call("quarantine", "drop", "cpu-reset", "ada", "--reason", "deleted").done();
    JsonNode left = items("quarantine", "list", "--json");
    JsonNode shown = items("quarantine", "show", "cpu-reset", "ada", "--json");
    program.call("quarantine", "drop", "cpu-reset", "ada").done();
    program.call("quarantine", "retry", "cpu-reset", "ada").done();

    assertThat(dropped.out()).isEqualTo("cpu-reset ada: is left out for good\n");
    assertThat(left.findValuesAsText("item")).doesNotContain("ada").hasSize(2);
    assertThat(shown.at("/0/state").asText()).isEqualTo("dropped");
    assertThat(items("quarantine", "list", "--json")).hasSize(3);
    assertThat(trail())
        .containsExactly(
            "quarantine drop | cpu-reset ada | deleted", "quarantine retry | cpu-reset ada");
  }
}
