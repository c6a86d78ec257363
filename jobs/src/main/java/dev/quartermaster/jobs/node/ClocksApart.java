package dev.quartermaster.jobs.node;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** This machine's clock is too far from the database's for Quartz to fire on time. */
public final class ClocksApart extends RuntimeException {

  ClocksApart(ClockDifference clocks, Duration most) {
    super(
        "this machine's clock is %.1f s %s the database's: it says %s, the database %s, and %s apart is the most; let both follow a time server ('timedatectl' shows whether they do), or raise node.max-clock-skew"
            .formatted(
                clocks.ahead().abs().toMillis() / 1000.0,
                clocks.ahead().isNegative() ? "behind" : "ahead of",
                clocks.machine().truncatedTo(ChronoUnit.MILLIS),
                clocks.database().truncatedTo(ChronoUnit.MILLIS),
                most));
  }
}
