package dev.quartermaster.ops.webhook;

import dev.failsafe.RetryPolicy;
import dev.quartermaster.ops.webhook.Attempt.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a failed attempt is followed by another, and after how long. */
final class Retries {

  /** A warning of this age is given up with its next failure: a mail about it would come late. */
  static final Duration GIVEN_UP = Duration.ofHours(24);

  /**
   * And one of this age without an attempt. Later, so that those that waited behind one that was
   * given up are tried once.
   */
  static final Duration STALE = Duration.ofHours(25);

  /** Nodes and their attempts do not fall into step. */
  private static final double JITTER = 0.2;

  private Retries() {}

  static RetryPolicy<Attempt> policy(Pace pace) {
    return RetryPolicy.<Attempt>builder()
        .handleResultIf(attempt -> attempt instanceof Failed failed && isYoung(failed))
        .abortOn(Exception.class)
        .withMaxRetries(-1)
        .withBackoff(pace.firstDelay(), pace.longestDelay())
        .withJitter(JITTER)
        .withDelayFn(context -> asked(context.getLastResult(), pace))
        .build();
  }

  private static boolean isYoung(Failed failed) {
    return failed.age().compareTo(GIVEN_UP) < 0;
  }

  /** What the receiver asked for; else negative, which has the policy go by its own delays. */
  private static Duration asked(@Nullable Attempt last, Pace pace) {
    if (!(last instanceof Failed failed) || failed.retryAfter().isEmpty()) {
      return Duration.ofNanos(-1);
    }
    Duration asked = failed.retryAfter().get();
    Duration bounded = min(max(asked, pace.firstDelay()), pace.longestDelay());
    // The jitter, which may shorten it, must not bring it below what was asked for.
    return Duration.ofMillis((long) Math.ceil(bounded.toMillis() / (1 - JITTER)));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
