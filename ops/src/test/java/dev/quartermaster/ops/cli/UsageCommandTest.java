package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.charge.UsageReport.Gap;
import dev.quartermaster.quota.reset.ForcedReset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageCommandTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private TestDatabase test;

  @TempDir Path directory;
  private Program program;

  @BeforeEach
  void given() {
    test = TestDatabase.of(UsageCommandTest.class);
    test.clockAt(NOW);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private void account(String name) {
    NewAccount account =
        new NewAccount(
            Username.of(name),
            "free",
            Optional.empty(),
            Optional.of(Instant.parse("2026-11-22T00:00:00Z")),
            ZoneOffset.UTC);
    test.database().run(handle -> Accounts.register(handle, List.of(account)));
  }

  private static UsageRecord used(String name, String source, long seconds, String at) {
    return new UsageRecord(
        Username.of(name), source, CpuTime.ofSeconds(seconds), Instant.parse(at));
  }

  private void report(String reporter, long sequence, UsageRecord... records) {
    new Charges(test.database(), ChargePolicy.DEFAULT)
        .charge(new UsageReport(reporter, sequence, List.of(records)));
  }

  private void twoDays() {
    account("ada");
    account("bea");
    report(
        "host-1",
        1,
        used("ada", "console", 30, "2026-11-20T10:00:00Z"),
        used("ada", "console", 7, "2026-11-21T10:00:00Z"),
        used("bea", "web-app", 50, "2026-11-21T10:00:00Z"),
        used("bea", "notebook", 9, "2026-11-21T11:00:00Z"));
  }

  @Test
  void an_empty_database_has_an_answer_to_everything() {
    assertThat(program.call("usage", "top").done().out())
        .endsWith("--days N looks at the last days.\n");
    assertThat(program.call("usage", "top", "--format", "csv").done().out())
        .isEqualTo("username,plan,used_s,metered_only_s,allowance_s,in_tarpit\n");
    assertThat(program.call("usage", "report").done().out()).endsWith("Nothing was used.\n");
    assertThat(program.call("usage", "report", "--format", "csv").done().out())
        .isEqualTo("plan,day,charged_s,metered_only_s\n");
    assertThat(program.call("usage", "top", "--days", "3", "--json").done().json().get("accounts"))
        .isEmpty();
    assertThat(program.call("usage", "report", "--json").done().json().get("rows")).isEmpty();
    assertThat(program.call("usage", "reporters", "--json").done().json().get("reporters"))
        .isEmpty();
  }

  @Test
  void sums_stop_where_the_ledger_stops() {
    account("ada");
    test.database()
        .run(
            handle ->
                handle.execute(
                    """
                    SELECT make_partition('usage_daily', date '2026-11-01', '');
                    INSERT INTO usage_daily (account_id, period_start, used_on, source, charged, plan, cpu_us)
                    SELECT id, timestamptz '2026-11-20 00:00Z', day, 'console-' || n, true, 'free', 9000000000000000000
                      FROM account, generate_series(1, 2) AS n,
                           unnest('{2026-11-20, 2026-11-21}'::date[]) AS day
                     WHERE username = 'ada'
                    """));

    JsonNode report = program.call("usage", "report", "--json").done().json();

    assertThat(report.at("/rows/0/charged_s").asText()).isEqualTo("9000000000000");
    assertThat(program.call("usage", "report").done().out()).contains("9,000,000,000,000.0");
    assertThat(program.call("usage", "top", "--days", "3").done().out()).contains("ada ");
    assertThat(program.call("accounts", "show", "ada").done().out()).contains("ada");
  }

  @Test
  void who_uses_most_of_the_running_period_comes_first() {
    twoDays();

    JsonNode top = program.call("usage", "top", "--json").done().json();

    assertThat(Ended.keys(top)).containsExactly("of", "from", "to", "accounts");
    assertThat(top.get("accounts").findValuesAsText("username")).containsExactly("bea", "ada");
    JsonNode bea = top.get("accounts").get(0);
    assertThat(Ended.keys(bea))
        .containsExactly(
            "username", "plan", "used_s", "metered_only_s", "allowance_s", "in_tarpit", "days");
    assertThat(bea.get("used_s").asInt()).isEqualTo(9);
    assertThat(bea.get("metered_only_s").asInt()).isEqualTo(50);
    assertThat(bea.get("days")).hasSize(14);
  }

  @Test
  void who_used_most_of_some_days_comes_first() {
    twoDays();

    JsonNode top =
        program.call("usage", "top", "--days", "2", "--limit", "1", "--json").done().json();
    String table = program.call("usage", "top", "--days", "2").done().out();

    assertThat(top.get("accounts").findValuesAsText("username")).containsExactly("ada");
    assertThat(top.get("accounts").get(0).get("days").findValuesAsText("used_s"))
        .containsExactly("30", "7");
    assertThat(table.lines())
        .containsExactly(
            "charged from 2026-11-20 to 2026-11-21",
            "USER  PLAN  USED s  OF s  A DAY s  HIGHEST s",
            "ada   free    37.0   100     18.5       30.0",
            "bea   free     9.0   100      4.5        9.0");
  }

  @Test
  void a_report_is_a_table_lines_for_a_spreadsheet_or_a_document() {
    twoDays();

    String csv = program.call("usage", "report", "--by", "source", "--format", "csv").done().out();
    JsonNode json = program.call("usage", "report", "--by", "day", "--json").done().json();
    JsonNode same =
        program.call("usage", "report", "--by", "day", "--format", "json").done().json();
    String table =
        program.call("usage", "report", "--from", "2026-11-21", "--to", "2026-11-21").done().out();

    assertThat(csv.lines())
        .containsExactly(
            "source,day,charged_s,metered_only_s",
            "console,2026-11-20,30,0",
            "console,2026-11-21,7,0",
            "notebook,2026-11-21,9,0",
            "web-app,2026-11-21,0,50");
    assertThat(Ended.keys(json)).containsExactly("by", "from", "to", "rows");
    assertThat(json.get("rows").findValuesAsText("day"))
        .containsExactly("2026-11-20", "2026-11-21");
    assertThat(json.get("rows").findValuesAsText("charged_s")).containsExactly("30", "16");
    assertThat(same).isEqualTo(json);
    assertThat(table.lines())
        .containsExactly(
            "used from 2026-11-21 to 2026-11-21",
            "PLAN  CHARGED s  METERED ONLY s  A DAY s  HIGHEST s",
            "free       16.0            50.0     66.0       66.0");
  }

  @Test
  void what_makes_no_sense_is_refused_with_its_mend() {
    String[][] calls = {
      {"--limit is 0; it goes from 1 to 10000", "top", "--limit", "0"},
      {"--days is 0; it goes from 1 to 3660", "top", "--days", "0"},
      {"there is no plan 'gold'; 'plans list' shows them", "top", "--plan", "gold"},
      {
        "--from '21.11.2026' is not a date; write one such as 2026-11-21",
        "report",
        "--from",
        "21.11.2026"
      },
      {
        "--to '2026-02-30' is not a date; write one such as 2026-11-21",
        "report",
        "--to",
        "2026-02-30"
      },
      {"--to is +12345-01-01; years go from 1970 to 9999", "report", "--to", "+12345-01-01"},
      {"--from 2026-11-22 is after today, 2026-11-21", "report", "--from", "2026-11-22"},
      {
        "--from 2026-11-02 is after --to 2026-11-01",
        "report",
        "--from",
        "2026-11-02",
        "--to",
        "2026-11-01"
      },
      {
        "from 1970-01-01 to 2026-11-21 are 20779 days; a report has at most 3660: give --from and --to",
        "report",
        "--from",
        "1970-01-01"
      },
      {
        "--json and --format csv exclude each other; give one of them",
        "report",
        "--json",
        "--format",
        "csv"
      },
    };
    for (String[] call : calls) {
      String[] command = call.clone();
      command[0] = "usage";

      program.call(command).failed(2, call[0]);
    }
  }

  @Test
  void reporters_are_shown_with_what_is_missing_of_them() {
    account("ada");
    for (long sequence : List.of(1L, 2L, 5L, 7L)) {
      report("host-1", sequence, used("ada", "console", 1, "2026-11-21T10:00:00Z"));
    }
    report("file-abc", 1, used("ada", "console", 1, "2026-11-21T10:00:00Z"));
    report("file-abc", 9, used("ada", "console", 1, "2026-11-21T10:00:00Z"));
    new Charges(test.database(), ChargePolicy.DEFAULT)
        .charge(
            new UsageReport(
                "host-2",
                3,
                List.of(),
                List.of(new Gap(NOW.minusSeconds(60), NOW, "the disk was full"))));

    JsonNode reporters =
        program.call("usage", "reporters", "--json").done().json().get("reporters");
    String table = program.call("usage", "reporters").done().out();

    assertThat(Ended.keys(reporters.get(0)))
        .containsExactly(
            "reporter", "is_file", "last_report_at", "highest_sequence", "missing", "told");
    assertThat(reporters.findValuesAsText("reporter"))
        .containsExactly("file-abc", "host-1", "host-2");
    assertThat(reporters.get(0).get("missing")).isEmpty();
    assertThat(reporters.get(1).get("missing").toString())
        .isEqualTo("[{\"from\":3,\"to\":4},{\"from\":6,\"to\":6}]");
    assertThat(reporters.get(2).get("told").get(0).get("reason").asText())
        .isEqualTo("the disk was full");
    assertThat(table)
        .contains("3-4, 6")
        .contains("(a file)")
        .contains("host-2 could not report from 2026-11-21 11:59:00Z to 2026-11-21 12:00:00Z:");
  }

  @Test
  void an_account_says_why_it_is_as_it_is() {
    account("ada");
    report("host-1", 1, used("ada", "console", 130, "2026-11-21T10:00:00Z"));
    test.database()
        .run(
            handle -> {
              long id = Accounts.find(handle, Username.of("ada")).orElseThrow().id();
              ForcedReset.reset(handle, List.of(id), "ticket 4711");
            });
    test.clockForward(Duration.ofMinutes(10));
    report("host-1", 2, used("ada", "notebook", 101, "2026-11-21T12:05:00Z"));
    test.database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO allowance_grant (account_id, extra_us, granted_at, until, reason)
                    SELECT id, 5000000, qm_now(), '2026-11-21T20:00:00Z', 'a demo' FROM account
                    """));

    JsonNode why = program.call("accounts", "show", "ada", "--json").done().json().get("why");
    String text = program.call("accounts", "show", "ada").done().out();

    assertThat(why.findValuesAsText("what"))
        .containsExactly("reset", "used", "grant", "tarpit-entered", "warning", "warning");
    assertThat(Ended.keys(why.get(0))).containsExactly("at", "what", "cpu_s", "detail", "until");
    assertThat(why.get(0).get("detail").asText()).isEqualTo("ticket 4711");
    assertThat(text).contains("\nWHY\n").contains("a demo, until 2026-11-21 20:00:00Z");
  }

  @Test
  void a_picture_of_numbers_keeps_their_proportions() {
    assertThat(Sparkline.of(List.of(0L, 1L, 50L, 100L))).isEqualTo("▁▂▅█");
    assertThat(Sparkline.of(List.of(0L, 0L))).isEqualTo("▁▁");
    assertThat(Sparkline.of(List.of())).isEmpty();
  }

  @Test
  void tables_fit_a_terminal_of_80_columns() {
    String longest = "a".repeat(150);
    account(longest);
    report("r".repeat(60), 1, used(longest, "console", 99_999_999, "2026-11-21T10:00:00Z"));
    report("r".repeat(60), 3, used(longest, "s".repeat(60), 1, "2026-11-21T10:00:00Z"));

    for (String[] command :
        new String[][] {
          {"usage", "top"},
          {"usage", "top", "--days", "30"},
          {"usage", "report", "--by", "source"},
          {"usage", "reporters"}
        }) {
      assertThat(program.call(command).done().out().lines())
          .allMatch(line -> line.codePointCount(0, line.length()) <= 80);
      System.setProperty("quartermaster.terminal", "stdout");
      try {
        assertThat(program.call(command).done().out().lines())
            .allMatch(line -> line.codePointCount(0, line.length()) <= 80);
      } finally {
        System.clearProperty("quartermaster.terminal");
      }
    }
  }
}
