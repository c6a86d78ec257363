package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is critical is to reach somebody, or there is a word about it. */
class CheckPagingTest {

  private static final String NO_ROUTE =
      "quartermaster.yaml:2: no route takes all that is critical: what no route matches goes to every channel in turn, in their order; add - {match: {severity: critical}, channels: [page-me]}";

  @TempDir Path directory;

  private Written given() {
    return Written.in(directory);
  }

  private List<String> warnings(String... routes) {
    return given()
        .yaml(
            "channels:\n  page-me: {type: command, argv: [/bin/true]}\n  log: {type: log}\nroutes:\n"
                + String.join("\n", routes)
                + "\n")
        .warnings();
  }

  @Test
  void channels_that_are_all_logs_wake_nobody() {
    assertThat(given().yaml("channels:\n  log: {type: log}\n").warnings())
        .containsExactly(
            "quartermaster.yaml:2: every channel is a log, by which nobody wakes; add one that reaches a person, or an outside watch of the log");
  }

  @Test
  void a_route_for_all_or_for_all_that_is_critical_will_do() {
    assertThat(warnings("  - {channels: [page-me]}")).isEmpty();
    assertThat(warnings("  - {match: {severity: critical}, channels: [page-me]}")).isEmpty();
  }

  @Test
  void routes_that_leave_something_critical_out_are_a_warning() {
    assertThat(warnings("  - {match: {owner: web}, channels: [page-me]}"))
        .containsExactly(NO_ROUTE);
    assertThat(warnings("  - {match: {severity: warning}, channels: [page-me]}"))
        .containsExactly(NO_ROUTE);
    assertThat(warnings("  - {match: {severity: critical, owner: web}, channels: [page-me]}"))
        .containsExactly(NO_ROUTE);
  }

  @Test
  void nothing_configured_is_no_warning() {
    assertThat(given().yaml("region: us\n").warnings()).isEmpty();
  }
}
