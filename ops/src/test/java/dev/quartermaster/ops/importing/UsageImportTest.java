package dev.quartermaster.ops.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageImportTest {

  private static final int MANY = 150_000;

  @TempDir Path directory;

  private TestDatabase test;
  private Program program;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @BeforeEach
  void given() {
    test = TestDatabase.of(UsageImportTest.class);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Ended usage(String... more) {
    String[] command = {"usage", "import", "usage.csv", "--format", "csv"};
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return program.run(all);
  }

  private static String counts(JsonNode json) {
    return "%d records, %d accepted, %d duplicates, %d rejected, %d µs"
        .formatted(
            json.get("records").asLong(),
            json.get("accepted").asLong(),
            json.get("duplicates").asLong(),
            json.get("rejected").asLong(),
            json.get("cpu_us").asLong());
  }

  @Test
  void each_bad_line_is_told_with_its_mend_and_the_good_ones_are_charged_in_their_time() {
    Instant old = now.minus(Duration.ofDays(8));
    program.file("accounts.csv", "username,plan", "ada,free");
    program.call("accounts", "import", "accounts.csv").done();
    program.file(
        "usage.csv",
        "username,source,cpu_us,at",
        "ada,console,1000000," + now,
        "nobody,console,100," + now,
        "ada,console,-5," + now,
        "ada,console,99999999999999999999," + now,
        "ada,console,5,2999-01-01T00:00:00Z",
        "ada,console,5," + old,
        "ada,console,5,yesterday",
        "ada,console," + now,
        "Ada,web-app,2000000," + now);

    Ended ended = usage();

    assertThat(ended.err().lines().map(line -> line.replaceAll(" \\(it is .*\\)", "")))
        .containsExactly(
            "usage.csv:3: there is no account 'nobody'",
            "usage.csv:4: cpu_us is '-5'; it is 0 or more",
            "usage.csv:5: cpu_us is '99999999999999999999'; it is at most 31557600000000000",
            "usage.csv:6: used at 2999-01-01T00:00:00Z, which is yet to come",
            "usage.csv:7: used at %s, longer ago than late records are taken (7 days)"
                .formatted(old),
            "usage.csv:8: at 'yesterday' is not a time; write it as 2026-11-21T03:26:37Z",
            "usage.csv:9: 3 columns, where the header has 4; a comma within a value needs quotes around it");
    assertThat(ended.code()).isEqualTo(2);
    JsonNode ada = program.run("accounts", "show", "ada", "--json").done().json();
    assertThat(ada.get("daily_cpu_total_usage_seconds").decimalValue()).isEqualByComparingTo("1");
    assertThat(ada.get("metered_only_seconds").decimalValue()).isEqualByComparingTo("2");
  }

  @Test
  void lines_that_were_rejected_are_charged_once_they_can_be_and_the_others_never_twice() {
    Instant old = now.minus(Duration.ofDays(30));
    program.file("accounts.csv", "username,plan", "ada,free");
    program.call("accounts", "import", "accounts.csv").done();
    program.file(
        "usage.csv",
        "username,source,cpu_us,at",
        "ada,console,1," + now,
        "bob,console,10," + now,
        "ada,console,100," + old);

    assertThat(counts(usage("--json").json()))
        .isEqualTo("3 records, 1 accepted, 0 duplicates, 2 rejected, 1 µs");
    assertThat(counts(usage("--json", "--create-accounts").json()))
        .isEqualTo("3 records, 1 accepted, 1 duplicates, 1 rejected, 10 µs");
    assertThat(counts(usage("--json", "--any-age").done().json()))
        .isEqualTo("3 records, 1 accepted, 2 duplicates, 0 rejected, 100 µs");
    assertThat(counts(usage("--json", "--any-age").done().json()))
        .isEqualTo("3 records, 0 accepted, 3 duplicates, 0 rejected, 0 µs");
    assertThat(Ledger.sums(test.database())).isEqualTo(Map.of("ada", 101L, "bob", 10L));
  }

  @Test
  void strict_charges_nothing_when_one_line_is_bad_and_a_dry_run_says_what_it_would() {
    program.file(
        "usage.csv",
        "username,source,cpu_us,at,reporter,sequence",
        "ada,console,1," + now + ",host-1,1",
        "bob,console,10," + now + ",host-1,1",
        "bob,console,100," + now.minus(Duration.ofDays(30)) + ",host-1,2");

    Ended strict = usage("--create-accounts", "--strict", "--json");
    Ended dry = usage("--create-accounts", "--dry-run");

    assertThat(counts(strict.json()))
        .isEqualTo("3 records, 0 accepted, 0 duplicates, 1 rejected, 0 µs");
    assertThat(strict.code()).isEqualTo(2);
    assertThat(dry.out())
        .startsWith(
            "would be, if none was charged before: 3 records: 2 accepted (0.000011 s of CPU time), 0 duplicates, 1 rejected");
    assertThat(Ledger.count(test.database(), "account")).isZero();
    assertThat(Ledger.count(test.database(), "usage_report")).isZero();
    assertThat(Ledger.count(test.database(), "audit")).isZero();
  }

  @Test
  void a_report_that_is_larger_than_any_is_refused_with_its_line() throws IOException {
    write("usage.csv", 100_001, "username,source,cpu_us,at,reporter,sequence", ",host-1,7");

    usage("--create-accounts")
        .failed(
            2,
            "line 100002: report 7 of 'host-1' has more than 100,000 records; give its records several sequences");
  }

  @Test
  void a_large_file_needs_a_small_heap_and_goes_on_after_ctrl_c() throws IOException {
    Map<String, Long> sums = write("usage.csv", MANY, "username,source,cpu_us,at", "");
    Program small = program.withHeap(40);
    String[] command = {
      "usage", "import", "usage.csv", "--format", "csv", "--create-accounts", "--json"
    };

    Ended stopped;
    try (Started importing = small.start(command)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Ledger.count(test.database(), "usage_report") >= 10_000);
      stopped = importing.interrupt();
    }
    long landed = Ledger.count(test.database(), "usage_report");
    JsonNode second = small.run(command).done().json();

    assertThat(stopped).isEqualTo(Ended.STOPPED);
    assertThat(landed).isLessThan(MANY);
    assertThat(second.get("duplicates").asLong()).isEqualTo(landed);
    assertThat(second.get("accepted").asLong()).isEqualTo(MANY - landed);
    assertThat(Ledger.sums(test.database())).isEqualTo(sums);
  }

  @Test
  void a_database_that_goes_away_in_the_middle_is_told_in_one_line() throws IOException {
    Map<String, Long> sums =
        write("usage.csv", 50_000, "username,source,cpu_us,at,reporter,sequence", ",host-1,#");
    Ended ended;
    try (Started importing =
        program.start("usage", "import", "usage.csv", "--format", "csv", "--create-accounts")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Ledger.count(test.database(), "usage_report") >= 5_000);
      endSessionsUntilItEnds(importing);
      ended = importing.awaitEnd();
    }

    ended.failed(
        4,
        "the database went away (FATAL: terminating connection due to administrator command): when it is back, run the command again, it goes on where it was");
    usage("--create-accounts").done();
    assertThat(Ledger.sums(test.database())).isEqualTo(sums);
  }

  /** Between two statements it would not notice: the pool gives it another connection. */
  private void endSessionsUntilItEnds(Started importing) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              test.database()
                  .run(
                      handle ->
                          handle
                              .createQuery(
                                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'qm-cli' AND state = 'active'")
                              .mapTo(Boolean.class)
                              .list());
              return !importing.isAlive();
            });
  }

  /** So many records of a hundred users; the sums by user. */
  private Map<String, Long> write(String name, int records, String header, String key)
      throws IOException {
    Map<String, Long> sums = new TreeMap<>();
    try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(name))) {
      out.write(header + "\n");
      for (int i = 0; i < records; i++) {
        String user = "user-" + i % 100;
        Instant at = now.minusSeconds(i % 200_000);
        out.write(user + ",console," + i + "," + at + key.replace("#", "" + i) + "\n");
        sums.merge(user, (long) i, Long::sum);
      }
    }
    return sums;
  }
}
