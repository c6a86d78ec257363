package dev.quartermaster.ops.incident;

import dev.quartermaster.alerts.alert.Spans;
import java.time.Duration;
import java.util.Optional;

/**
 * What one user was told, at a step of the night.
 *
 * @param answer empty when nobody answered
 * @param throttled whether the user is in the tarpit
 */
public record Sample(
    Side side, String step, Duration at, Optional<Answer> answer, boolean throttled) {

  /** In a few words. */
  public String says() {
    return answer
        .map(
            its ->
                "%,.0f of %,d s used, resets %s%s"
                    .formatted(
                        its.usedSeconds(),
                        its.limitSeconds(),
                        its.isPast()
                            ? Spans.words(-its.secondsLeft()) + " AGO"
                            : "in " + Spans.words(its.secondsLeft()),
                        throttled ? ", throttled" : ""))
        .orElse("no answer");
  }
}
