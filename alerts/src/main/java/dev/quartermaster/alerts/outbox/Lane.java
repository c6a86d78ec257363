package dev.quartermaster.alerts.outbox;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What this node allows itself on one channel. Begun by one thread, ended by any. */
final class Lane {

  /** So many pages are on their way at once: one that hangs does not hold back other alerts. */
  static final int WIDTH = 4;

  /** In a row; then the provider is left alone for a while, and asked with one page. */
  static final int FAILURES = 5;

  static final Duration LEFT_ALONE = Duration.ofSeconds(30);

  private final Rate rate;
  private final RateLimiter<Object> limiter;
  private final CircuitBreaker<Object> breaker;
  private final AtomicInteger onTheirWay = new AtomicInteger();

  Lane(Rate rate, Duration leftAlone) {
    this.rate = rate;
    this.limiter = RateLimiter.burstyBuilder(rate.most(), rate.in()).build();
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(FAILURES)
            .withSuccessThreshold(1)
            .withDelay(leftAlone)
            .build();
  }

  Rate rate() {
    return rate;
  }

  /** How many of those that are due may begin now; they count towards the rate. */
  int admit(int due) {
    int room = Math.min(due, room());
    int admitted = 0;
    while (admitted < room && limiter.tryAcquirePermit()) {
      admitted++;
    }
    return admitted;
  }

  private int room() {
    if (breaker.isClosed()) {
      return WIDTH - onTheirWay.get();
    }
    boolean mayAsk = breaker.isHalfOpen() || breaker.getRemainingDelay().isZero();
    return mayAsk && onTheirWay.get() == 0 ? 1 : 0;
  }

  /** One begins. */
  void begin() {
    onTheirWay.incrementAndGet();
    // Half-opens it where it was open for long enough. What was admitted goes, even if another has
    // failed since: it is claimed, and nobody else would send it before the lease is over.
    breaker.tryAcquirePermit();
  }

  /** One ended. */
  void end(boolean failed) {
    if (failed) {
      breaker.recordFailure();
    } else {
      breaker.recordSuccess();
    }
    onTheirWay.decrementAndGet();
  }
}
