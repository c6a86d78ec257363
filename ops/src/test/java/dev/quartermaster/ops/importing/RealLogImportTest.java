package dev.quartermaster.ops.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Program;
import dev.quartermaster.ops.cli.Started;
import dev.quartermaster.ops.input.Line;
import dev.quartermaster.ops.input.LineReader;
import dev.quartermaster.ops.input.SwfLog;
import dev.quartermaster.ops.input.UsageLine;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three months of a real parallel machine, imported by the real program. */
class RealLogImportTest {

  @TempDir Path directory;

  private RealLog log;
  private TestDatabase test;
  private Program program;

  @BeforeEach
  void given() throws IOException {
    log = RealLog.unpackedTo(directory);
    test = TestDatabase.of(RealLogImportTest.class);
    program = Program.in(directory).on(test.database().settings());
  }

  @AfterEach
  void close() {
    if (test != null) {
      test.close();
    }
  }

  private JsonNode imported(Path file, String... more) {
    String[] command = {"usage", "import", file.toString(), "--format", "swf", "--json"};
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return program.run(all).json();
  }

  @Test
  void a_real_log_is_charged_once_and_as_awk_sums_it_however_it_is_packed() throws Exception {
    Map<String, Long> sums = log.sums();
    long total = sums.values().stream().mapToLong(Long::longValue).sum();

    JsonNode first = imported(log.zip(), "--any-age");

    assertThat(first.toString())
        .startsWith(
            "{\"records\":18239,\"accepted\":18239,\"duplicates\":0,\"rejected\":0,\"cpu_us\":"
                + total
                + ",");
    assertThat(Ledger.sums(test.database())).isEqualTo(sums);
    assertThat(Ledger.recorded(test.database())).isEqualTo(sums);
    String heaviest =
        sums.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    assertThat(historyOf(heaviest)).isEqualTo(sums.get(heaviest));
    assertThat(historyOf("USER-1")).isEqualTo(sums.get("user-1"));

    for (Path again : new Path[] {log.gzip(), log.plain()}) {
      assertThat(imported(again, "--any-age").toString())
          .startsWith(
              "{\"records\":18239,\"accepted\":0,\"duplicates\":18239,\"rejected\":0,\"cpu_us\":0,");
    }
    assertThat(Ledger.sums(test.database())).isEqualTo(sums);
  }

  /** Microseconds in all past periods, as the program shows them. */
  private long historyOf(String user) {
    JsonNode account =
        program.run("accounts", "show", user, "--periods", "1000", "--json").done().json();
    BigDecimal seconds = BigDecimal.ZERO;
    for (JsonNode period : account.get("history")) {
      seconds =
          seconds
              .add(period.get("used_s").decimalValue())
              .add(period.get("metered_only_s").decimalValue());
    }
    return seconds.movePointRight(6).longValueExact();
  }

  @Test
  void a_log_of_1993_is_too_old_until_any_age_is_asked_for() throws Exception {
    Ended refused = program.run("usage", "import", log.plain().toString(), "--format", "swf");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out())
        .startsWith("18,239 records: 0 accepted (0 s of CPU time), 0 duplicates, 18,239 rejected");
    assertThat(refused.err())
        .contains("longer ago than late records are taken")
        .endsWith("… and 18,219 lines more\n");
    assertThat(Ledger.count(test.database(), "account")).isZero();

    assertThat(imported(log.plain(), "--any-age").get("accepted").asInt()).isEqualTo(RealLog.JOBS);
    assertThat(Ledger.sums(test.database())).isEqualTo(log.sums());
  }

  @Test
  void an_import_killed_in_the_middle_is_finished_by_the_next_one() throws Exception {
    ReportKey inTheMiddle = keyOf(10_000);
    try (Handle handle = org.jdbi.v3.core.Jdbi.open(test.database().dataSource())) {
      // Holds the import up in its third transaction.
      handle.begin();
      handle.execute(
          "INSERT INTO usage_report (reporter, sequence, records) VALUES (?, ?, 1)",
          inTheMiddle.reporter(),
          inTheMiddle.sequence());
      try (Started importing =
          program.start(
              "usage", "import", log.plain().toString(), "--format", "swf", "--any-age")) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> Ledger.count(test.database(), "usage_report") > 0);
        importing.kill();
      }
      handle.rollback();
    }
    long landed = Ledger.count(test.database(), "usage_report");

    JsonNode second = imported(log.zip(), "--any-age");

    assertThat(landed).isBetween(1L, 10_000L);
    assertThat(second.get("duplicates").asLong()).isEqualTo(landed);
    assertThat(second.get("accepted").asLong()).isEqualTo(RealLog.JOBS - landed);
    assertThat(Ledger.sums(test.database())).isEqualTo(log.sums());
    assertThat(Ledger.recorded(test.database())).isEqualTo(log.sums());
  }

  private ReportKey keyOf(int job) {
    try (LineReader<UsageLine> lines = SwfLog.open(log.plain())) {
      for (int i = 1; i < job; i++) {
        lines.next();
      }
      Line<UsageLine> line = lines.next();
      return ((Line.Good<UsageLine>) line).value().key().orElseThrow();
    }
  }
}
