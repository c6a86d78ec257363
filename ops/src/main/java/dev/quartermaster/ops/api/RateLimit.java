package dev.quartermaster.ops.api;

import dev.quartermaster.ops.token.Caller;
import io.javalin.http.Context;
import io.javalin.http.TooManyRequestsResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many requests a minute for each token. Counted on this node alone, and only for callers who
 * showed a valid token: strangers leave nothing in memory.
 *
 * <p>Not Failsafe's: its limiter does not tell how long to wait without taking a permit.
 */
final class RateLimit {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, Window> windows = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt;

  /**
   * A limit of its own for one endpoint.
   *
   * @param perMinute 0 for any number
   */
  RateLimit(int perMinute) {
    this(perMinute, System::nanoTime);
  }

  /** With a clock of nanoseconds that only runs forward. */
  RateLimit(int perMinute, LongSupplier nanos) {
    this.perMinute = perMinute;
    this.nanos = nanos;
    this.sweptAt = new AtomicLong(nanos.getAsLong());
  }

  /** A minute that began with a token's first request. */
  private record Window(long began, int requests) {
    /** Rounded up, so at least a second. */
    Duration left(long now) {
      return Duration.ofSeconds(
          Duration.ofNanos(MINUTE - (now - began)).plusNanos(999_999_999).toSeconds());
    }

    boolean isOver(long now) {
      return now - began >= MINUTE;
    }
  }

  /**
   * Counts a request.
   *
   * @throws TooManyRequestsResponse when it is one too many; the answer then says when to come back
   */
  void count(Context context, Caller caller) {
    Optional<Duration> wait = refusal(caller.tokenId());
    if (wait.isPresent()) {
      context.header("Retry-After", String.valueOf(wait.get().toSeconds()));
      throw new TooManyRequestsResponse(
          "This token has made its %d requests of the minute; try again in %d s."
              .formatted(perMinute, wait.get().toSeconds()));
    }
  }

  /** Counts a request: whole seconds to wait when it is one too many. */
  Optional<Duration> refusal(String token) {
    if (perMinute == 0) {
      return Optional.empty();
    }
    long now = nanos.getAsLong();
    forgetIdle(now);
    Window window = windows.merge(token, new Window(now, 1), this::next);
    return window.requests() > perMinute ? Optional.of(window.left(now)) : Optional.empty();
  }

  /** Whole seconds to wait when the next request would be one too many; counts nothing. */
  Optional<Duration> spent(String token) {
    long now = nanos.getAsLong();
    return Optional.ofNullable(windows.get(token))
        .filter(window -> !window.isOver(now) && window.requests() >= perMinute)
        .map(window -> window.left(now));
  }

  private Window next(Window old, Window one) {
    return old.isOver(one.began())
        ? one
        : new Window(old.began(), Math.min(old.requests(), perMinute) + 1);
  }

  private void forgetIdle(long now) {
    long last = sweptAt.get();
    if (now - last >= MINUTE && sweptAt.compareAndSet(last, now)) {
      windows.values().removeIf(window -> window.isOver(now));
    }
  }

  /** How many tokens are remembered: those used within the last two minutes. */
  int remembered() {
    return windows.size();
  }
}
