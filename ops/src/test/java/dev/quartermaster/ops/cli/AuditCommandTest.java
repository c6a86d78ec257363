package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.audit.EmptyTrail;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");

  @TempDir Path directory;

  private static TestDatabase test;
  private Program program;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(AuditCommandTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    EmptyTrail.in(test);
    test.clockAt(NOON);
    program = Program.in(directory).on(test.database().settings());
  }

  @Test
  void an_empty_trail_says_so() {
    assertThat(program.call("audit", "list").done().out())
        .isEqualTo("Nobody has changed anything by hand yet.\n");
    assertThat(program.call("audit", "verify").done().out())
        .isEqualTo("The trail is empty, and nothing was taken out of it.\n");
    assertThat(program.call("audit", "list", "--json").done().json().get("entries")).isEmpty();
  }

  @Test
  void what_people_did_is_listed_the_newest_first() {
    acts();

    Ended listed = Narrow.fits(program.run("audit", "list").done());
    JsonNode json = program.call("audit", "list", "--json").done().json().get("entries");

    assertThat(listed.out())
        .isEqualTo(
            """
            NO  WHEN                                  WHO
             3  2025-06-10 15:00:00Z  10 min ago      bob@hk-2
                alerts ack 7
             2  2025-06-10 13:00:00Z  2 h 10 min ago  token 5f0c11aa22bb@10.0.0.7
                reset ada: she asked
             1  2025-06-10 12:00:00Z  3 h 10 min ago  ada (as root)@hk-1
                accounts set ada: a ticket
            """);
    assertThat(json.findValuesAsText("number")).containsExactly("3", "2", "1");
    assertThat(Ended.keys(json.get(1)))
        .containsExactly("number", "at", "by", "act", "target", "reason", "hash");
    assertThat(json.get(1).get("at").asText()).isEqualTo("2025-06-10T13:00:00Z");
    assertThat(json.get(0).get("reason").isNull()).isTrue();
  }

  @Test
  void the_list_is_narrowed_by_act_by_whom_and_by_time() {
    acts();

    assertThat(numbers("--act", "alerts")).isEqualTo("3");
    assertThat(numbers("--act", "accounts set")).isEqualTo("1");
    assertThat(numbers("--act", "acc")).isEmpty();
    assertThat(numbers("--by", "TOKEN 5F0C")).isEqualTo("2");
    assertThat(numbers("--since", "2025-06-10T15:00:00+02:00")).isEqualTo("3 2");
    assertThat(numbers("--limit", "2")).isEqualTo("3 2");
    assertThat(program.call("audit", "list", "--limit", "1").done().out())
        .endsWith("The newest 1; --limit shows more.\n");
    assertThat(program.call("audit", "list", "--by", "eve").done().out())
        .isEqualTo("No entry is like that; without --act, --by and --since all are shown.\n");
  }

  @Test
  void long_and_strange_texts_fit_a_terminal() {
    test.database()
        .run(
            handle ->
                Audit.recordBy(
                    handle,
                    "somebody-with-a-long-name (as another)@a-host-with-a-long-name.example.org",
                    "schedules backfill",
                    "x".repeat(200),
                    "two\nlines \u001b[31mred"));

    String out = Narrow.fits(program.call("audit", "list").done()).out();

    assertThat(out).contains("two lines").doesNotContain("\u001b");
  }

  @Test
  void verify_says_what_it_found_and_its_exit_code_tells_scripts() {
    acts();

    Ended good = Narrow.fits(program.run("audit", "verify").done());
    String newest = good.out().lines().reduce((first, last) -> last).orElseThrow();
    JsonNode json = program.call("audit", "verify", "--seen", newest, "--json").done().json();
    tamper("UPDATE audit SET reason = 'she begged' WHERE number = 2");
    Ended bad = Narrow.fits(program.run("audit", "verify"));
    Ended badJson = program.call("audit", "verify", "--json");

    assertThat(good.out())
        .startsWith("3 entries, each in its place and as it was written.\n")
        .contains("\n3:");
    assertThat(Ended.keys(json))
        .containsExactly("entries", "ok", "first_bad", "what", "detail", "newest");
    assertThat(json.get("entries").asLong()).isEqualTo(3);
    assertThat(json.get("ok").asBoolean()).isTrue();
    assertThat(json.get("first_bad").isNull()).isTrue();
    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out())
        .startsWith("BAD: entry 2: edited: its content does not fit its own hash.\n");
    assertThat(badJson.code()).isEqualTo(1);
    assertThat(badJson.json().get("ok").asBoolean()).isFalse();
    assertThat(badJson.json().get("first_bad").asLong()).isEqualTo(2);
  }

  @Test
  void verify_holds_the_trail_to_what_was_seen_of_it_before() {
    acts();
    String another = "3:" + "ab".repeat(32);

    Ended bad = program.call("audit", "verify", "--seen", another);

    assertThat(bad.code()).isEqualTo(1);
    assertThat(bad.out()).startsWith("BAD: entry 3: replaced: it had the hash\nabab");
  }

  @Test
  void bad_input_is_refused_with_its_mend() {
    program
        .call("audit", "list", "--limit", "0")
        .failed(2, "--limit is 0; it goes from 1 to 100000");
    program
        .call("audit", "list", "--since", "yesterday")
        .failed(2, "--since 'yesterday' is not a time with its zone; write 2026-11-21T03:00:00Z");
    program
        .call("audit", "verify", "--seen", "3")
        .failed(2, "'3' is no number with its hash; write NUMBER:HASH as 'audit verify' showed it");
  }

  private void acts() {
    act("ada (as root)@hk-1", "accounts set", "ada", "a ticket");
    test.clockForward(Duration.ofHours(1));
    act("token 5f0c11aa22bb@10.0.0.7", "reset", "ada", "she asked");
    test.clockForward(Duration.ofHours(2));
    act("bob@hk-2", "alerts ack", "7", null);
    test.clockForward(Duration.ofMinutes(10));
  }

  private void act(String who, String act, String target, String reason) {
    test.database().run(handle -> Audit.recordBy(handle, who, act, target, reason));
  }

  private void tamper(String how) {
    test.database()
        .run(
            handle -> {
              handle.execute("SET LOCAL session_replication_role = replica");
              handle.execute(how);
            });
  }

  private String numbers(String... options) {
    String[] command = new String[options.length + 3];
    System.arraycopy(new String[] {"audit", "list", "--json"}, 0, command, 0, 3);
    System.arraycopy(options, 0, command, 3, options.length);
    return String.join(
        " ", program.call(command).done().json().get("entries").findValuesAsText("number"));
  }
}
