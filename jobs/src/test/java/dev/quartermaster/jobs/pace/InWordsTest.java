package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InWordsTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.004S, 4 ms",
    "PT0.0102S, 0.01 s",
    "PT0.18S, 0.18 s",
    "PT0.996S, 1 s",
    "PT2.44S, 2.4 s",
    "PT9.96S, 10 s",
    "PT89S, 89 s",
    "PT90S, 2 min",
    "PT3M, 3 min",
    "PT26H, 26 h",
    "PT72H, 3 days",
  })
  void a_time_has_two_figures(Duration time, String words) {
    assertThat(InWords.time(time)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"PT0.000022S, 22 µs", "PT0.0014S, 1.4 ms", "PT0.2S, 0.2 s", "PT0.00000054S, 0.54 µs"})
  void what_an_item_takes_may_be_very_short(Duration time, String words) {
    assertThat(InWords.shortTime(time)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0; 0/s", "1200; 1,200/s", "1.25; 1.3/s", "0.2; 12/min", "0.0005; 1.8/h"})
  void a_rate_is_by_the_unit_that_shows_it(double perSecond, String words) {
    assertThat(InWords.rate(perSecond)).isEqualTo(words);
  }
}
