package dev.quartermaster.ops.agent.api;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After}: seconds, or a time by the server's own clock. */
final class RetryAfter {

  /** Nobody means longer; a server that is set right again must not find silence. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private RetryAfter() {}

  static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(value -> value.matches("\\d{1,9}") ? seconds(value) : until(value, headers))
        .map(asked -> asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
  }

  private static Optional<Duration> seconds(String value) {
    return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
  }

  private static Optional<Duration> until(String value, HttpHeaders headers) {
    return time(value)
        .flatMap(
            then ->
                headers
                    .firstValue("Date")
                    .flatMap(RetryAfter::time)
                    .map(now -> Duration.between(now, then)))
        .filter(asked -> !asked.isNegative());
  }

  private static Optional<ZonedDateTime> time(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
    } catch (DateTimeException unknownForm) {
      return Optional.empty();
    }
  }
}
