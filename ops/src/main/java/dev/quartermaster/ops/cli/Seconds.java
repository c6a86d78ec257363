package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.charge.CpuTime;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** CPU time as people give it. */
final class Seconds {

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,20}(\\.\\d{1,20})?");

  private Seconds() {}

  /** An option's value: plain digits only, so that none is too large to be shown again. */
  static BigDecimal number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new TypeConversionException(
          "'%s' is not a number of seconds; write one such as 100 or 7.5".formatted(text));
    }
    return new BigDecimal(text);
  }

  /** {@code 86,400} or {@code 0.000048}: all decimals that there are. */
  static String shown(CpuTime cpu) {
    BigDecimal seconds = cpu.seconds();
    return String.format(Locale.ROOT, "%,." + seconds.scale() + "f", seconds);
  }

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
