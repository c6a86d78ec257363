package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReferenceTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?m)^( *)#(?!#)");

  @TempDir Path directory;

  @Test
  void the_reference_is_valid_and_says_what_holds_without_it() {
    Written written = Written.in(directory);

    EffectiveConfiguration reference = written.yaml(ConfigurationReference.text()).effective();
    Configuration empty = written.yaml("").read();

    assertThat(reference.configuration()).isEqualTo(empty);
    assertThat(reference.warnings()).isEmpty();
  }

  @Test
  void the_reference_is_valid_with_every_example_in_force() {
    String all = EXAMPLE.matcher(ConfigurationReference.text()).replaceAll("$1");

    Written written =
        Written.in(directory)
            .with("cert.pem", "c")
            .with("key.pem", "k")
            .withDirectory("jobs")
            .yaml(all);

    assertThat(written.problems()).isEmpty();
    assertThat(written.read().channels()).hasSize(7);
    assertThat(written.read().schedules()).hasSize(15);
  }

  @Test
  void the_reference_explains_every_key_once() {
    List<String> lines = ConfigurationReference.text().lines().map(String::strip).toList();

    assertThat(Keys.all())
        .allSatisfy(
            key ->
                assertThat(lines)
                    .anyMatch(
                        line ->
                            line.startsWith("##")
                                && line.contains(key.words().meaning())
                                && line.contains(key.type().words())));
  }

  @Test
  void every_key_has_a_default_an_example_or_a_twin_that_has_one() {
    assertThat(Keys.all())
        .filteredOn(key -> !key.isFile())
        .allSatisfy(
            key -> assertThat(key.words().initial().or(() -> key.words().example())).isPresent());
  }

  @Test
  void no_two_keys_have_the_same_variable() {
    assertThat(
            Keys.all().stream()
                .map(key -> ReadEnvironment.variable(new Place(key.section(), "x").path(key))))
        .doesNotHaveDuplicates();
  }
}
