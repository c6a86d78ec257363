package dev.quartermaster.alerts.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the record says of a monitor.
 *
 * @param expected the next check-in, written ahead; {@link Instant#MAX} when none is planned ever
 *     again
 * @param missing what did not come since the last check-in
 * @param unknown the newest expected time since then at which nobody could have taken it
 * @param last what came
 * @param runs begun and not ended, oldest first
 */
public record Standing(
    Instant expected,
    Optional<Missing> missing,
    Optional<Instant> unknown,
    Last last,
    List<OpenRun> runs) {

  /**
   * Check-ins that did not come.
   *
   * @param since when the first of them was expected
   * @param count 1 or more
   */
  public record Missing(Instant since, long count) {
    Missing andOne() {
      return new Missing(since, count + 1);
    }
  }

  /**
   * The newest check-ins.
   *
   * @param seen of any kind but log
   * @param end of a run
   * @param success when a run last ended well
   */
  public record Last(Optional<Instant> seen, Optional<End> end, Optional<Instant> success) {
    public static final Last NONE = new Last(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * How a run ended.
   *
   * @param line the last one of what it said; empty when it said nothing
   * @param took when its start was told
   */
  public record End(
      Instant at, boolean well, OptionalInt exitCode, String line, Optional<Duration> took) {}

  /** A run that was begun and not ended. */
  public record OpenRun(String rid, Instant started) {}
}
