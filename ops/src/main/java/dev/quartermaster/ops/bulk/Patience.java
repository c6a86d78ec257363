package dev.quartermaster.ops.bulk;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.function.Supplier;

/** Tries again what passes by itself, for a while that does not count how long we slept. */
final class Patience {

  /** A process that was stopped, or whose machine was, and woke: so often at the most. */
  private static final int SLEEPS = 3;

  private final Duration sleep;
  private final RetryPolicy<Object> again;
  private final RetryPolicy<Object> awake =
      RetryPolicy.builder()
          .handleIf(failure -> failure instanceof Slept && Faults.passes(failure))
          .withMaxRetries(SLEEPS)
          .build();

  /** An attempt took so long that the program was not running: the next may go well. */
  private static final class Slept extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RuntimeException failure;

    Slept(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  Patience(Duration longest) {
    this(longest, longest);
  }

  /**
   * With its limits.
   *
   * @param longest for which it is tried again
   * @param sleep what fails after so long had slept
   */
  Patience(Duration longest, Duration sleep) {
    this.sleep = sleep;
    this.again =
        RetryPolicy.builder()
            .handleIf(failure -> !(failure instanceof Slept) && Faults.passes(failure))
            .withMaxRetries(-1)
            .withMaxDuration(longest)
            .withBackoff(Duration.ofMillis(20), Duration.ofSeconds(1))
            .build();
  }

  /** What an attempt gives that goes well; else how the last one failed. */
  <T> T get(Supplier<T> attempt) {
    try {
      return Failsafe.with(awake, again).get(() -> timed(attempt));
    } catch (Slept slept) {
      throw slept.failure;
    } catch (FailsafeException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private <T> T timed(Supplier<T> attempt) {
    long began = System.nanoTime();
    try {
      return attempt.get();
    } catch (RuntimeException e) {
      throw System.nanoTime() - began < sleep.toNanos() ? e : new Slept(e);
    }
  }
}
