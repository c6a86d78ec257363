package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotingTest {

  private static final long SEED = Long.getLong("quoting.seed", System.nanoTime());
  private static final String AWKWARD =
      "a0 :,-#[]{}&*!|>'\"%@`\\\n\t?=/._~\u0000\u0085\u2028\ufeffé…😀";

  @ParameterizedTest
  @CsvSource({
    "us, us",
    "https://example.org/a, https://example.org/a",
    "0 0 9 * * ?, \"0 0 9 * * ?\"",
    "null, \"null\"",
    "'', '\"\"'"
  })
  void text_is_plain_where_that_is_safe(String text, String quoted) {
    assertThat(Quoting.scalar(text)).isEqualTo(quoted);
  }

  @Test
  void any_text_comes_back_as_it_was_also_inside_a_list() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 2_000; i++) {
      String text = text(random);
      Findings findings = new Findings();
      String yaml = "[" + Quoting.scalar(text) + ", end]";

      Value read = new YamlText(line -> new Origin.Default(), findings).parse(yaml);

      assertThat(read)
          .as("-Dquoting.seed=%d, text %s", SEED, yaml)
          .isInstanceOfSatisfying(
              Value.Items.class,
              list ->
                  assertThat(list.items().get(0))
                      .isEqualTo(new Value.Scalar(text, new Origin.Default())));
    }
  }

  private static String text(SplittableRandom random) {
    int[] letters = AWKWARD.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
