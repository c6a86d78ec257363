package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sat,sun  22:00-06:00 | sat sun 22:00-06:00",
        "SUN Sat 22:00-06:00:30 | sat sun 22:00-06:00:30",
        "fri-mon | mon fri sat sun",
        "Wednesday | wed",
        "mon-sun 09:00-17:00 | 09:00-17:00",
        "mon-sun | 00:00-24:00",
        "00:00-00:00 | 00:00-24:00",
        "sat 18:00-24:00 | sat 18:00-24:00",
        "12-26, 12-25 | 12-25 12-26",
        "02-29 10:00-11:00 | 02-29 10:00-11:00",
        "2027-01-01 sat 12-25 | sat 12-25 2027-01-01",
        "2026-12-24T00:00:00 / 2026-12-27t00:00 | 2026-12-24T00:00/2026-12-27T00:00"
      })
  void a_window_has_one_text_however_it_is_written(String written, String text) {
    Window window = Window.parse(written);

    assertThat(window.text()).isEqualTo(text);
    assertThat(Window.parse(text)).isEqualTo(window);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' is no window; write it like",
        "satt | 'satt' has the day 'satt'; days go from mon to sun; write it like",
        "25:00-06:00 | '25:00-06:00' has the time '25:00'; times go from 00:00 to 23:59, and 24:00;",
        "sat 22:00 | 'sat 22:00' has '22:00' where two times belong",
        "02-30 | '02-30' has '02-30', which is no day",
        "2027-02-29 | '2027-02-29' has '2027-02-29', which is no day",
        "2026-12-24/2026-12-27 | has '2026-12-24' where a local date and time belong",
        "2026-12-24T00:00/2026-12-24T00:00 | ends before it begins; the earlier time comes first",
        "0026-12-24T00:00/2026-12-24T00:00 | is out of range; years go from 1970 to 9999",
        "a/b/c | has more than one /"
      })
  void what_is_no_window_is_told_with_its_mend(String written, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Window.parse(written))
        .withMessageContaining(message);
  }

  @Test
  void of_two_nights_that_meet_the_later_end_counts() {
    Window night = Window.parse("18:00-18:00");

    assertThat(night.endAround(LocalDateTime.parse("2026-11-21T18:00")))
        .contains(LocalDateTime.parse("2026-11-22T18:00"));
    assertThat(night.endAround(LocalDateTime.parse("2026-11-21T17:59:59")))
        .contains(LocalDateTime.parse("2026-11-21T18:00"));
  }
}
