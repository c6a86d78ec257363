package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.charge.CpuTime;
import java.math.BigDecimal;

/** CPU time as people give it. */
final class Seconds {

  private Seconds() {}

  /** Decimal seconds. */
  static CpuTime parse(String option, BigDecimal seconds) {
    try {
      return new CpuTime(seconds.movePointRight(6).longValueExact());
    } catch (ArithmeticException e) {
      throw new BadInput(
          "%s is %s; it is seconds with at most six decimals"
              .formatted(option, seconds.toPlainString()));
    } catch (IllegalArgumentException e) {
      throw new BadInput(
          "%s is %s; it goes from 0 to %d seconds"
              .formatted(option, seconds.toPlainString(), CpuTime.MOST_MICROS / 1_000_000));
    }
  }
}
