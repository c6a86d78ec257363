package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What a user's call of {@code GET /api/v0/user/…/cpu/} answered.
 *
 * @param nextReset as it was sent: UTC, to the second
 * @param askedAt by the clock of whoever asked
 */
public record Answer(long limitSeconds, double usedSeconds, String nextReset, Instant askedAt) {

  static Answer of(JsonNode json, Instant askedAt) {
    return new Answer(
        json.path("daily_cpu_limit_seconds").asLong(),
        json.path("daily_cpu_total_usage_seconds").asDouble(),
        json.path("next_reset_time").asText(),
        askedAt);
  }

  private Instant reset() {
    return LocalDateTime.parse(nextReset).toInstant(ZoneOffset.UTC);
  }

  /** Whether it promised a reset that had passed when it was asked. */
  public boolean isPast() {
    return reset().isBefore(askedAt.truncatedTo(ChronoUnit.SECONDS));
  }

  /** Seconds until the reset; negative when it has passed. */
  public long secondsLeft() {
    return ChronoUnit.SECONDS.between(askedAt, reset());
  }
}
