package dev.quartermaster.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AdminCommandTest {

  @Test
  void both_ways_do_the_same_to_every_account_and_it_is_told_what_each_cost() throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int exit =
        Bench.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("admin", "--accounts", "2000", "--rounds", "1", "--charges", "0", "--json");

    assertThat(exit).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("verified").asBoolean()).isTrue();
    assertThat(report.findValuesAsText("way"))
        .containsExactly("reset --all", "reschedule --all --over PT6H");
    assertThat(report.get("ways"))
        .allSatisfy(way -> assertThat(way.get("ratio").asDouble()).isPositive());
  }
}
