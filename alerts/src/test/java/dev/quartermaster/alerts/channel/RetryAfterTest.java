package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

  private static Optional<Duration> read(String retryAfter) {
    return RetryAfter.of(
        HttpHeaders.of(
            Map.of(
                "Date", List.of("Fri, 03 May 2024 12:00:00 GMT"),
                "Retry-After", List.of(retryAfter)),
            (name, value) -> true));
  }

  @Test
  void it_is_a_number_of_seconds_or_a_time_by_the_clock_of_the_receiver() {
    assertThat(read("120")).contains(Duration.ofMinutes(2));
    assertThat(read(" 0 ")).contains(Duration.ZERO);
    assertThat(read("Fri, 03 May 2024 12:00:30 GMT")).contains(Duration.ofSeconds(30));
  }

  @Test
  void what_cannot_be_read_counts_as_not_said() {
    for (String odd : List.of("", "-1", "soon", "1e3", "99999999999", "2024-05-03T12:00:30Z")) {
      assertThat(read(odd)).as(odd).isEmpty();
    }
    assertThat(read("Fri, 03 May 2024 11:00:00 GMT")).isEmpty();
    assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (name, value) -> true))).isEmpty();
  }
}
