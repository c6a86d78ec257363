package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsCommandTest {

  private static TestDatabase test;

  @TempDir Path directory;
  private Program program;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(AccountsCommandTest.class);
  }

  @AfterAll
  static void close() {
    test.close();
  }

  @BeforeEach
  void given() {
    program = Program.in(directory).on(test.database().settings());
  }

  private long accounts() {
    return test.database()
        .transaction(
            handle -> handle.createQuery("SELECT count(*) FROM account").mapTo(Long.class).one());
  }

  private Ended imported(String file, String... more) {
    String[] command = Arrays.copyOf(new String[] {"accounts", "import", file}, 3 + more.length);
    System.arraycopy(more, 0, command, 3, more.length);
    return program.run(command);
  }

  private void register(String... lines) {
    program.file("a.csv", "username,plan\n" + String.join("\n", lines));
    program.call("accounts", "import", "a.csv").done();
  }

  @Test
  void each_bad_line_is_told_with_its_mend_and_the_good_ones_land_unless_strict() {
    long before = accounts();
    String file =
        program.file(
            "bad.csv",
            "username,plan,allowance_s,reset_at,zone",
            "good-1,free,,,",
            "ada,free",
            "bea,nosuch,,,",
            "cec,Free!,,,",
            "GOOD-1,free,,,",
            "x".repeat(300) + ",free,,,",
            "zoë-good,free,1.5,2999-01-01T00:00:00+01:00,Europe/London",
            "-dash,free,,,",
            "dan,free,-1,,",
            "eve,free,1e99,,",
            "fay,free,99999999999999,,",
            "gus,free,,2999-01-01T00:00:00,",
            "hal,free,,,Europe/Londn",
            "nul\0,free,,,",
            "\"quo\"te,free,,,");
    String[] complaints = {
      "bad.csv:3: 2 columns, where the header has 5; a comma within a value needs quotes around it",
      "bad.csv:4: there is no plan 'nosuch'; make it with 'plans set nosuch --allowance-s N'",
      "bad.csv:5: plan is 'Free!'; it is made of lower-case letters a-z, digits and hyphens, at most 40",
      "bad.csv:6: 'GOOD-1' is registered already, as 'good-1' (names compare without regard to case); it was left as it is",
      "bad.csv:7: the user name 'xxxxxxxxxxxxxxxxxxxx…' has 300 characters; a name has at most 150",
      "bad.csv:9: the user name '-dash' has a character that names do not have: a letter or digit first, then letters, digits and . _ @ + -",
      "bad.csv:10: allowance_s is '-1'; it is 0 or more",
      "bad.csv:11: allowance_s '1e99' is not a number of seconds: digits, with at most 6 after a point",
      "bad.csv:12: allowance_s is '99999999999999'; it is at most 31557600000",
      "bad.csv:13: reset_at '2999-01-01T00:00:00' has no zone: add Z for UTC, or an offset as in 2999-01-01T00:00+01:00",
      "bad.csv:14: zone 'Europe/Londn' is not known; did you mean 'Europe/London'? Zones have IANA names, as Europe/London or UTC",
      "bad.csv:15: the user name 'nul\\u0000' has a character that names do not have: a letter or digit first, then letters, digits and . _ @ + -",
      "bad.csv:16: its quotes do not fit: a quoted field ends on its own line (line breaks within quotes are not supported) with a quote right before the comma; a quote within it is doubled"
    };

    Ended strict = imported(file, "--strict").complained(2, complaints);
    long afterStrict = accounts();
    Ended dry = imported(file, "--dry-run").complained(2, complaints);
    long afterDry = accounts();
    Ended lenient = imported(file).complained(2, complaints);

    assertThat(strict.out())
        .startsWith("15 lines: 0 accounts registered, 0 there already, 13 lines rejected");
    assertThat(dry.out())
        .startsWith("would be: 15 lines: 2 accounts registered, 0 there already, 13 lines");
    assertThat(lenient.out())
        .startsWith("15 lines: 2 accounts registered, 0 there already, 13 lines rejected");
    assertThat(new long[] {afterStrict, afterDry, accounts()})
        .containsExactly(before, before, before + 2);
    JsonNode zoe = program.run("accounts", "show", "ZOË-GOOD", "--json").done().json();
    assertThat(zoe.get("daily_cpu_limit_seconds").decimalValue()).isEqualByComparingTo("1.5");
  }

  @Test
  void a_file_from_a_spreadsheet_with_crlf_and_a_byte_order_mark_is_fine() {
    String file =
        program.bytes(
            "sheet.csv",
            "\ufeffUsername,Plan\r\nsheet-1,free\r\n\r\nsheet-2,free\r\n"
                .getBytes(StandardCharsets.UTF_8));

    Ended ended = imported(file, "--json").done();

    assertThat(Ended.keys(ended.json()))
        .containsExactly("records", "registered", "existing", "rejected", "seconds", "errors");
    assertThat(ended.json().get("registered").asInt()).isEqualTo(2);
    assertThat(imported(file).done().out())
        .startsWith("2 lines: 0 accounts registered, 2 there already, 0 lines rejected");
  }

  @Test
  void a_line_of_ten_megabytes_or_of_another_encoding_costs_only_itself() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("username,plan\n".getBytes(StandardCharsets.UTF_8));
    content.writeBytes("y".repeat(10_000_000).getBytes(StandardCharsets.UTF_8));
    content.writeBytes("\nz\u00e9,free\nlong-1,free\n".getBytes(StandardCharsets.ISO_8859_1));
    String file = program.bytes("long.csv", content.toByteArray());

    Ended ended =
        imported(file)
            .complained(
                2,
                "long.csv:2: the line has 10000000 bytes, where a line has at most 65536; is a line break missing?",
                "long.csv:3: the line is not UTF-8: its byte 2 is 0xe9; save the file as UTF-8");

    assertThat(ended.out()).startsWith("3 lines: 1 account registered");
  }

  @Test
  void a_file_that_is_none_of_accounts_is_refused_as_a_whole() {
    String[][] files = {
      {
        "ada,free\n",
        ":1: no header line: wanted username,plan[,allowance_s][,reset_at][,zone], found 'ada,free'"
      },
      {
        "username,plann\nada,free\n",
        ":1: unknown column 'plann'; did you mean 'plan'? Columns are username,plan[,allowance_s][,reset_at][,zone]"
      },
      {
        "username\nada\n",
        ":1: column 'plan' is missing; columns are username,plan[,allowance_s][,reset_at][,zone]"
      },
      {
        "username;plan\nada;free\n",
        ":1: no header line: wanted username,plan[,allowance_s][,reset_at][,zone], found 'username;plan'; separate the columns by commas"
      },
      {"", ": is empty; was it written to its end?"},
    };
    for (String[] file : files) {
      program.bytes("file.csv", file[0].getBytes(StandardCharsets.UTF_8));

      program.call("accounts", "import", "file.csv").failed(2, "file.csv" + file[1]);
    }
    program
        .call("accounts", "import", "missing.csv")
        .failed(2, "missing.csv: does not exist; is the name right, seen from this directory?");
  }

  @Test
  void an_account_shows_what_scripts_rely_on_whatever_the_case_of_its_name() {
    register("Show-Me,free");

    JsonNode account = program.run("accounts", "show", "show-me", "--json").done().json();

    assertThat(Ended.keys(account))
        .contains(
            "username",
            "plan",
            "daily_cpu_limit_seconds",
            "daily_cpu_total_usage_seconds",
            "next_reset_time",
            "in_tarpit",
            "tarpit_since",
            "history");
    assertThat(account.get("username").asText()).isEqualTo("Show-Me");
    assertThat(account.get("daily_cpu_limit_seconds").asInt()).isEqualTo(100);
    assertThat(account.get("in_tarpit").asBoolean()).isFalse();
    assertThat(account.get("tarpit_since").isNull()).isTrue();
    assertThat(Instant.parse(account.get("next_reset_time").asText())).isAfter(Instant.now());
  }

  @Test
  void an_unknown_user_is_told_with_the_names_that_look_like_it() {
    register("maria,free", "marius,free");

    program
        .run("accounts", "show", "marie")
        .failed(2, "there is no account 'marie'; did you mean maria, marius?");
    program.call("accounts", "set", "zzz", "--plan", "free").failed(2, "there is no account 'zzz'");
    program
        .call("accounts", "show", "a/b")
        .failed(
            2,
            "the user name 'a/b' has a character that names do not have: a letter or digit first, then letters, digits and . _ @ + -");
  }

  @Test
  void accounts_are_listed_in_the_order_of_their_names_page_by_page() {
    register("page-1,free", "Page-2,free", "page-3,free");

    JsonNode page =
        program
            .run("accounts", "list", "--after", "page-1", "--limit", "2", "--json")
            .done()
            .json();

    assertThat(page.get("accounts").findValuesAsText("username"))
        .containsExactly("Page-2", "page-3");
    program
        .call("accounts", "list", "--limit", "0")
        .failed(2, "--limit is 0; it goes from 1 to 1000000");
  }

  @Test
  void an_account_is_changed_by_hand_and_a_dry_run_only_says_how() {
    register("set-me,free");
    String before = program.call("accounts", "show", "set-me", "--json").done().out();

    Ended dry = program.run("accounts", "set", "set-me", "--allowance-s", "7.5", "--dry-run");
    String afterDry = program.call("accounts", "show", "set-me", "--json").done().out();
    Ended done =
        program.run(
            "accounts", "set", "set-me", "--allowance-s", "7.5", "--reason", "asked", "--json");

    assertThat(dry.done().out())
        .startsWith("would be: set-me: plan free, zone UTC, 7.5 s, next reset ");
    assertThat(afterDry).isEqualTo(before);
    assertThat(done.done().json().get("daily_cpu_limit_seconds").asText()).isEqualTo("7.5");
    List<String> trail =
        test.database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            "SELECT act || ' ' || reason FROM audit WHERE target = 'set-me'")
                        .mapTo(String.class)
                        .list());
    assertThat(trail).containsExactly("accounts set asked");
  }

  @Test
  void a_change_that_makes_no_sense_is_refused_with_its_mend() {
    register("ann,free");
    String[][] changes = {
      {"nothing to set: give --plan, --allowance-s, --no-allowance, --reset-at or --zone"},
      {"there is no plan 'gold': make it with 'plans set gold --allowance-s N'", "--plan", "gold"},
      {
        "--reset-at '2999-01-01T00:00:00' is not a time with its zone; write 2026-11-21T03:00:00Z",
        "--reset-at",
        "2999-01-01T00:00:00"
      },
      {"--zone 'Mars' is unknown; write a name such as Europe/London", "--zone", "Mars"},
      {"--allowance-s is -5; it goes from 0 to 31557600000 seconds", "--allowance-s", "-5"},
      {
        "--allowance-s is 0.0000001; it is seconds with at most six decimals",
        "--allowance-s",
        "0.0000001"
      },
      {
        "--allowance-s and --no-allowance exclude each other",
        "--allowance-s",
        "5",
        "--no-allowance"
      },
    };
    for (String[] change : changes) {
      String[] command = {"accounts", "set", "ann"};
      String[] all = Arrays.copyOf(command, command.length + change.length - 1);
      System.arraycopy(change, 1, all, command.length, change.length - 1);

      program.call(all).failed(2, change[0]);
    }
    program
        .call("accounts", "set", "ann", "--allowance-s", "1e999999999")
        .failed(
            2,
            "Invalid value for option '--allowance-s': '1e999999999' is not a number of seconds; write one such as 100 or 7.5",
            "Try 'quartermaster accounts set --help'.");
  }
}
