package dev.quartermaster.ops.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for Prometheus, by its own tool. */
class RulesTest {

  private static final Path RULES = Path.of("prometheus");
  private static final Pattern NAME = Pattern.compile("- alert: (\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: (\\S+)");

  @TempDir Path directory;

  @Test
  void promtool_takes_the_rules() throws Exception {
    assertThat(promtool("check", "rules", "rules.yml")).contains("SUCCESS");
  }

  @Test
  void each_rule_fires_when_it_should_and_only_then() throws Exception {
    assertThat(promtool("test", "rules", "rules_test.yml")).contains("SUCCESS");
  }

  @Test
  void each_rule_has_an_example() {
    assertThat(found(NAME, "rules.yml")).isNotEmpty();
    String examples = text("rules_test.yml");

    assertThat(found(NAME, "rules.yml"))
        .allMatch(name -> examples.contains("alertname=\"" + name + "\""));
  }

  @Test
  void each_runbook_is_there() {
    assertThat(found(RUNBOOK, "rules.yml"))
        .isNotEmpty()
        .allMatch(runbook -> Files.exists(Path.of("..").resolve(runbook)));
  }

  private static Set<String> found(Pattern pattern, String file) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text(file)).results().forEach(one -> found.add(one.group(1)));
    return found;
  }

  private static String text(String file) {
    try {
      return Files.readString(RULES.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String promtool(String... command) throws Exception {
    boolean isThere =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    if (!isThere) {
      System.err.println("SKIPPED: promtool is not installed");
    }
    Assumptions.assumeTrue(
        isThere, "SKIPPED: promtool is not installed (apt-get install prometheus)");
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), List.of(command).stream()).toList())
            .directory(RULES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
