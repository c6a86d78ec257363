package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChargeCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void every_way_charges_every_record_once_also_while_others_are_settled() throws IOException {
    int exit =
        bench(
            "charge --seconds 1 --accounts 500 --reporters 2 --batch 50 --rounds 1 --settle 2000 --json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("verified").asBoolean()).isTrue();
    assertThat(report.findValuesAsText("side")).containsExactly("raw upsert", "JSON", "NDJSON");
    assertThat(report.get("sides"))
        .allSatisfy(side -> assertThat(side.get("records").asLong()).isPositive());
    assertThat(report.at("/while_settling/refused").asInt()).isZero();
    assertThat(report.get("peak_heap_bytes").asLong()).isBetween(1L, 256L << 20);
  }

  @Test
  void records_that_were_acknowledged_but_are_not_there_are_found() {
    Loaded sent = new Loaded(Duration.ofSeconds(1), 1_000, 5, 0, List.of());

    try (Scratch scratch = Scratch.open()) {
      RawSender.makeTable(scratch.database());

      assertThatThrownBy(() -> ChargeSums.requireCharged(scratch.database(), List.of(sent)))
          .isInstanceOf(NotVerified.class)
          .hasMessageContaining("sent Sums[records=1000, reported=5, ledger=5]")
          .hasMessageContaining("found Sums[records=0, reported=0, ledger=0]");
      assertThatThrownBy(() -> ChargeSums.requireRaw(scratch.database(), List.of(sent)))
          .isInstanceOf(NotVerified.class);
    }
  }

  @Test
  void so_many_in_a_hundred_are_at_most_as_late_as_their_percentile() {
    List<Duration> latencies = IntStream.rangeClosed(1, 200).mapToObj(Duration::ofMillis).toList();

    assertThat(Loaded.percentile(latencies, 50)).isEqualTo(Duration.ofMillis(100));
    assertThat(Loaded.percentile(latencies, 99)).isEqualTo(Duration.ofMillis(198));
    assertThat(Loaded.percentile(latencies, 100)).isEqualTo(Duration.ofMillis(200));
    assertThat(Loaded.percentile(List.of(), 99)).isZero();
  }

  @Test
  void no_seconds_are_refused() {
    assertThat(bench("charge --seconds 0")).isEqualTo(2);
    assertThat(err.toString()).contains("--seconds is 0; it goes from 1 to 3,600");
  }

  private int bench(String line) {
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(line.split(" "));
  }
}
