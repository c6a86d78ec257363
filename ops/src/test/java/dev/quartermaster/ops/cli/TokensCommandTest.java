package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensCommandTest {

  private static TestDatabase test;

  @TempDir Path directory;
  private Program program;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(TokensCommandTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    program = Program.in(directory).on(test.database().settings());
    program.file("accounts.csv", "username,plan", "Ada,free");
    program.call("accounts", "import", "accounts.csv").done();
  }

  private JsonNode create(String... more) {
    String[] command = {"tokens", "create", "--json"};
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return program.call(all).done().json();
  }

  private List<JsonNode> list() {
    JsonNode document = program.call("tokens", "list", "--json").done().json();
    return StreamSupport.stream(document.get("tokens").spliterator(), false).toList();
  }

  private JsonNode listed(String id) {
    return list().stream().filter(t -> t.get("id").asText().equals(id)).findFirst().orElseThrow();
  }

  private static List<String> trail(String id) {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT act || ': ' || target || ': ' || coalesce(reason, '-') FROM audit WHERE target LIKE :id || '%' ORDER BY id")
                    .bind("id", id)
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void a_token_is_made_shown_once_listed_and_revoked() {
    JsonNode made = create("--role", "reader", "--user", "ADA", "--reason", "her script");
    String id = made.get("id").asText();
    String token = made.get("token").asText();

    assertThat(Ended.keys(made)).containsExactly("token", "id");
    assertThat(token).matches("qm_" + id + "_[0-9a-f]{64}");
    Ended listed = program.run("tokens", "list").done();
    assertThat(listed.out()).contains(id, "for Ada", "never").doesNotContain(token.substring(16));
    assertThat(Ended.keys(listed(id)))
        .containsExactly(
            "id",
            "role",
            "user",
            "reporter",
            "created_at",
            "created_by",
            "reason",
            "last_used_at",
            "revoked_at");
    assertThat(listed(id).get("user").asText()).isEqualTo("Ada");
    assertThat(listed(id).get("created_by").asText()).contains("@");

    assertThat(program.run("tokens", "revoke", id, "--dry-run").done().out())
        .isEqualTo(id + ": would be revoked\n");
    assertThat(listed(id).get("revoked_at").isNull()).isTrue();
    assertThat(program.run("tokens", "revoke", id, "--reason", "lost").done().out())
        .isEqualTo(id + ": revoked\n");
    assertThat(listed(id).get("revoked_at").isNull()).isFalse();
    assertThat(program.call("tokens", "revoke", id).done().out())
        .isEqualTo(id + ": was revoked already\n");
    assertThat(trail(id))
        .containsExactly(
            "tokens create: " + id + " (reader for Ada): her script",
            "tokens revoke: " + id + ": lost");
  }

  @Test
  void people_read_the_token_on_a_line_of_its_own() {
    Ended ended =
        program.call("tokens", "create", "--role", "reporter", "--reporter", "h-1").done();

    List<String> lines = ended.out().lines().toList();
    assertThat(lines.get(0)).matches("qm_[0-9a-f]{12}_[0-9a-f]{64}");
    assertThat(lines.get(1))
        .isEqualTo(
            "id %s: reporter as h-1. Keep the token: it is not shown again."
                .formatted(lines.get(0).substring(3, 15)));
    assertThat(lines).hasSize(2);
  }

  @Test
  void a_dry_run_makes_nothing() {
    int before = list().size();

    Ended ended = program.call("tokens", "create", "--role", "admin", "--dry-run").done();

    assertThat(ended.out()).isEqualTo("would make a token: admin\n");
    assertThat(list()).hasSize(before);
    assertThat(create("--role", "admin", "--dry-run").toString())
        .isEqualTo("{\"token\":null,\"id\":null}");
  }

  @Test
  void a_whole_token_may_be_given_to_be_revoked_and_its_secret_is_not_repeated() {
    String token = create("--role", "admin").get("token").asText();
    String unknown = "qm_000000000000_" + token.substring(16);

    program
        .call("tokens", "revoke", unknown)
        .failed(2, "there is no token '000000000000'; 'tokens list' shows them all");
    program.call("tokens", "revoke", token).done();

    assertThat(listed(token.substring(3, 15)).get("revoked_at").isNull()).isFalse();
  }

  @Test
  void what_makes_no_sense_is_refused_with_its_mend() {
    program
        .call("tokens", "create", "--role", "reader", "--user", "adam")
        .failed(2, "there is no account 'adam'; did you mean Ada?");
    program
        .call("tokens", "create", "--role", "reporter")
        .failed(
            2,
            "a token of role reporter needs --reporter NAME: the one name that it reports as, such as the host's");
    program
        .call("tokens", "create", "--role", "reporter", "--reporter", "host 1")
        .failed(
            2,
            "--reporter 'host 1' is made of letters A-Z and a-z, digits and . _ -, 1 to 100 of them");
    program
        .call("tokens", "create", "--role", "admin", "--reporter", "h-1")
        .failed(2, "--reporter goes with --role reporter only");
    program
        .call("tokens", "create", "--role", "admin", "--user", "ada")
        .failed(2, "--user goes with --role reader only: a token of role admin is nobody's own");
    program
        .call("tokens", "create", "--role", "root")
        .failed(
            2,
            "Invalid value for option '--role': 'root' is none of reader, reporter, admin",
            "Try 'quartermaster tokens create --help'.");
    program
        .call("tokens", "revoke", "nope")
        .failed(2, "there is no token 'nope'; 'tokens list' shows them all");
  }
}
