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
  void each_way_settles_every_period_once_and_the_figures_are_one_json_document()
      throws IOException {
    int exit = bench("settle --accounts 2000 --sample 200 --threads 4 --rounds 1 --json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("verified").asBoolean()).isTrue();
    assertThat(report.findValuesAsText("side"))
        .containsExactly(
            "job",
            "one statement",
            "job, 5 % active",
            "row by row",
            "db-scheduler",
            "Quartz triggers");
    assertThat(report.findValuesAsText("periods"))
        .containsExactly("2000", "2000", "100", "200", "200", "200");
    assertThat(report.findValuesAsText("extrapolated"))
        .containsExactly("false", "false", "false", "true", "true", "true");
    assertThat(report.findValuesAsText("sample")).containsExactly("200", "200", "200");
    assertThat(report.get("ratios")).hasSize(5);
  }

  @Test
  void those_sides_are_measured_that_were_chosen() throws IOException {
    int exit = bench("settle --accounts 1000 --sides quiet-job,job --rounds 1 --json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.findValuesAsText("side")).containsExactly("job", "job, 5 % active");
    assertThat(report.get("ratios")).isEmpty();
  }

  @Test
  void the_cost_of_an_account_is_told_at_each_size() throws IOException {
    int exit = bench("settle --accounts 1000,2000 --rounds 1 --json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.findValuesAsText("accounts")).containsExactly("1000", "2000");
    assertThat(report.findValuesAsText("rounds")).containsExactly("1", "1");
    assertThat(report.get("dearest_to_cheapest").asDouble()).isGreaterThanOrEqualTo(1);
    assertThat(report.get("aim").asText()).isEqualTo("at most 1.50");
  }

  @Test
  void a_number_of_accounts_that_shows_nothing_is_refused() {
    assertThat(bench("settle --accounts 10000,10")).isEqualTo(2);
    assertThat(err.toString()).contains("--accounts is 10; it goes from 1,000 to 50,000,000");
  }

  @Test
  void a_sample_that_shows_nothing_is_refused() {
    assertThat(bench("settle --sample 5")).isEqualTo(2);
    assertThat(err.toString()).contains("--sample is 5; it goes from 100 to 50,000,000");
  }

  @Test
  void a_side_that_is_none_is_refused_with_those_that_there_are() {
    assertThat(bench("settle --sides job,cron")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "'cron' is no side; there are job, statement, quiet-job, loop, db-scheduler, quartz");
  }

  @Test
  void sides_at_several_sizes_are_refused() {
    assertThat(bench("settle --accounts 1000,2000 --sides loop")).isEqualTo(2);
    assertThat(err.toString()).contains("--sides goes with one number of --accounts");
  }

  private int bench(String line) {
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(line.split(" "));
  }
}
