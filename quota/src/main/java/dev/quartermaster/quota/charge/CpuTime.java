package dev.quartermaster.quota.charge;

import java.math.BigDecimal;

/**
 * An amount of CPU time, in whole microseconds: never negative.
 *
 * @param micros microseconds, 0 or above; a single record has at most {@link #MOST}, sums may have
 *     more
 */
public record CpuTime(long micros) implements Comparable<CpuTime> {

  /**
   * A thousand years of one core: anything above is a broken meter, and sums stay far from
   * overflow.
   */
  public static final long MOST_MICROS = 31_557_600_000_000_000L;

  /** Where sums stop, here and in the ledger: 285,000 years of one core. */
  static final long LARGEST_SUM = 9_000_000_000_000_000_000L;

  public static final CpuTime ZERO = new CpuTime(0);
  public static final CpuTime MOST = new CpuTime(MOST_MICROS);

  public CpuTime {
    if (micros < 0) {
      throw new IllegalArgumentException("CPU time is " + micros + " µs; it is never less than 0");
    }
  }

  public static CpuTime ofSeconds(long seconds) {
    return new CpuTime(Math.multiplyExact(seconds, 1_000_000L));
  }

  /** Seconds with all six decimals that there are, as people and the compatible API read them. */
  public BigDecimal seconds() {
    BigDecimal seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
  }

  /**
   * The sum, but at most {@link #LARGEST_SUM}: one broken meter must not keep others from being
   * charged.
   */
  public CpuTime plus(CpuTime other) {
    return new CpuTime(sum(micros, other.micros));
  }

  /** {@link #plus} for microseconds. */
  static long sum(long a, long b) {
    return Math.min(Math.min(a, LARGEST_SUM), LARGEST_SUM - Math.min(b, LARGEST_SUM))
        + Math.min(b, LARGEST_SUM);
  }

  @Override
  public int compareTo(CpuTime other) {
    return Long.compare(micros, other.micros);
  }
}
