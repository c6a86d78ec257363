package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts whose last period with any use ended yesterday, and what they look like once settled.
 */
public final class Morning {

  private Morning() {}

  /** Imports accounts {@code story-1} to {@code story-N}, on the plan 'free', and their use. */
  public static void after(Program program, int accounts) {
    // Periods of a day: the one that holds this instant ended one to two days ago.
    Instant used = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(2));
    List<String> usage = new ArrayList<>(List.of("username,source,cpu_us,at"));
    for (int i = 1; i <= accounts; i++) {
      usage.add("story-" + i + ",console,150000000," + used);
    }
    program.file("story-usage.csv", usage.toArray(String[]::new));
    register(program, accounts);
    program.run("usage", "import", "story-usage.csv", "--format", "csv").done();
  }

  /** Imports the accounts without any use. */
  static void register(Program program, int accounts) {
    List<String> lines = new ArrayList<>(List.of("username,plan"));
    for (int i = 1; i <= accounts; i++) {
      lines.add("story-" + i + ",free");
    }
    program.file("story.csv", lines.toArray(String[]::new));
    program.run("accounts", "import", "story.csv").done();
  }

  /** Fails unless the account is settled and fresh. */
  public static void isOver(Program program, String user) {
    JsonNode account = program.run("accounts", "show", user, "--json").done().json();
    assertThat(account.get("daily_cpu_total_usage_seconds").decimalValue()).isZero();
    assertThat(account.get("in_tarpit").asBoolean()).isFalse();
    Instant next = Instant.parse(account.get("next_reset_time").asText());
    assertThat(next).isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(1)));
    assertThat(account.get("history")).hasSize(1);
    JsonNode past = account.get("history").get(0);
    assertThat(Ended.keys(past))
        .contains("period_start", "period_end", "used_s", "allowance_s", "settled_at", "ended_by");
    assertThat(past.get("used_s").decimalValue()).isEqualByComparingTo("150");
    assertThat(past.get("allowance_s").decimalValue()).isEqualByComparingTo("100");
    assertThat(past.get("ended_by").asText()).isEqualTo("boundary");
    assertThat(Instant.parse(past.get("settled_at").asText()))
        .isAfter(Instant.parse(past.get("period_end").asText()));
  }
}
