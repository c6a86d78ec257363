package dev.quartermaster.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Started;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person at a terminal resets everybody, is asked, changes her mind, stops it, and goes on. */
class InHandIT {

  private static final int ACCOUNTS = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CTRL_C = "\003";
  private static final String[] ALL = {"reset", "--all", "--reason", "the outage"};

  @TempDir Path directory;

  private TestDatabase test;
  private Launcher launcher;

  @BeforeEach
  void given() {
    test = TestDatabase.of(InHandIT.class);
    launcher = Launcher.in(directory).on(test.database().settings());
    List<String> accounts = new ArrayList<>(List.of("username,plan,reset_at"));
    List<String> usage = new ArrayList<>(List.of("username,source,cpu_us,at"));
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    for (int i = 1; i <= ACCOUNTS; i++) {
      accounts.add("user-" + i + ",free," + now.plus(Duration.ofHours(12)));
      usage.add("user-" + i + ",console,150000000," + now);
    }
    launcher.program().file("accounts.csv", accounts.toArray(String[]::new));
    launcher.program().file("usage.csv", usage.toArray(String[]::new));
    launcher.run("accounts", "import", "accounts.csv").done();
    launcher.run("usage", "import", "usage.csv", "--format", "csv").done();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void a_reason_is_kept_as_it_was_written_in_any_locale() {
    String resets =
        Stream.of("LC_ALL=C", "LANG=xx_XX.UTF-8", "LC_ALL=xx_XX.UTF-8", "LC_CTYPE=UTF-8")
            .map(
                locale ->
                    locale
                        + " \"$QM\" reset user-1 --reason 'grüße "
                        + locale
                        + "' --config quartermaster.yaml")
            .collect(Collectors.joining(" && "));

    launcher.shell(resets).done();

    JsonNode entries = launcher.run("audit", "list", "--limit", "4", "--json").done().json();
    assertThat(entries.findValuesAsText("reason"))
        .containsExactly(
            "grüße LC_CTYPE=UTF-8",
            "grüße LC_ALL=xx_XX.UTF-8",
            "grüße LANG=xx_XX.UTF-8",
            "grüße LC_ALL=C");
  }

  @Test
  void who_is_asked_may_say_no() {
    try (Started asked = launcher.onTerminal(80, ALL)) {
      await().atMost(PATIENCE).until(() -> asked.out().contains("Go on? [y/N]"));
      asked.type("n\n");

      Ended ended = asked.awaitEnd();

      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.out()).contains(" accounts would be reset", "nothing was changed");
      assertThat(resets()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"reset --all, reset", "reschedule --all --over PT6H, moved"})
  void ctrl_c_stops_in_the_middle_and_the_same_command_goes_on(String act, String changed) {
    String[] command = words(act, "--reason", "the outage");
    test.database()
        .run(
            handle -> {
              // So that it cannot come to its end.
              handle.execute("SELECT FROM account ORDER BY id DESC LIMIT 1 FOR UPDATE");
              assertThat(stopped(command)).contains("the same command goes on with the rest");
            });
    assertThat(portions("done_at IS NULL")).isPositive();

    Ended ended = launcher.run(words(act, "--reason", "the outage", "--yes", "--json"));
    JsonNode rest = ended.json();

    assertThat(ended.err()).startsWith("Goes on with the same command, begun ");
    assertThat(ended.code()).isZero();

    assertThat(rest.get("matched").asInt()).isEqualTo(ACCOUNTS);
    assertThat(rest.get(changed).asInt()).isEqualTo(ACCOUNTS);
    assertThat(resets()).isEqualTo(changed.equals("reset") ? ACCOUNTS : 0);
  }

  private static String[] words(String act, String... more) {
    return Stream.concat(Stream.of(act.split(" ")), Stream.of(more)).toArray(String[]::new);
  }

  private String stopped(String... command) {
    try (Started first = launcher.onTerminal(80, command)) {
      await().atMost(PATIENCE).until(() -> first.out().contains("Go on? [y/N]"));
      first.type("y\n");
      await()
          .atMost(PATIENCE)
          .until(() -> portions("done_at IS NOT NULL") > 0 && first.out().contains("%"));
      first.type(CTRL_C);
      Ended ended = first.awaitEnd();
      assertThat(ended.code()).as(ended.toString()).isEqualTo(130);
      assertThat(Shown.of(ended.out())).doesNotContain("Exception");
      return ended.out();
    }
  }

  private long portions(String are) {
    return count("bulk_portion WHERE " + are);
  }

  private long resets() {
    return count("forced_reset");
  }

  private long count(String rows) {
    return test.database()
        .transaction(
            handle -> handle.createQuery("SELECT count(*) FROM " + rows).mapTo(Long.class).one());
  }
}
