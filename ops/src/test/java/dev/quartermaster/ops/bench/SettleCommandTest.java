package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SettleCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void both_ways_settle_every_period_once_and_the_figures_are_one_json_document()
      throws IOException {
    int exit = bench("settle", "--accounts", "20000", "--rounds", "1", "--json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("verified").asBoolean()).isTrue();
    assertThat(report.findValuesAsText("side"))
        .containsExactly("job", "one statement", "job, 5 % active");
    assertThat(report.findValuesAsText("periods")).containsExactly("20000", "20000", "1000");
    assertThat(report.get("ratios")).hasSize(2);
  }

  @Test
  void a_number_of_accounts_that_shows_nothing_is_refused() {
    assertThat(bench("settle", "--accounts", "10")).isEqualTo(2);
    assertThat(err.toString()).contains("--accounts is 10; it goes from 1,000 to 50,000,000");
  }

  private int bench(String... arguments) {
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
