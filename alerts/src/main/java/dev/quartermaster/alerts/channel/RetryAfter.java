package dev.quartermaster.alerts.channel;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads for how long a receiver wants to be left alone: RFC 9110, 10.2.3. */
public final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private RetryAfter() {}

  /** Empty when the answer does not say, or not so that it can be read. */
  public static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(text -> read(text, headers));
  }

  private static Optional<Duration> read(String text, HttpHeaders headers) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    // A time is one of its clock, which its own Date tells.
    return headers
        .firstValue("Date")
        .flatMap(RetryAfter::time)
        .flatMap(now -> time(text).map(until -> Duration.between(now, until)))
        .filter(wait -> !wait.isNegative());
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
