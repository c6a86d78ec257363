package dev.quartermaster.quota.period;

import java.time.Period;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * How long a period is, in calendar units of the account's zone: either months or days.
 *
 * @param months 0 to 120
 * @param days 0 to 3660; exactly one of the two is not 0
 */
public record PeriodLength(int months, int days) {

  public static final PeriodLength DAY = new PeriodLength(0, 1);
  public static final PeriodLength WEEK = new PeriodLength(0, 7);
  public static final PeriodLength MONTH = new PeriodLength(1, 0);

  public PeriodLength {
    boolean oneUnit = months == 0 ^ days == 0;
    if (!oneUnit || months < 0 || months > 120 || days < 0 || days > 3660) {
      throw new IllegalArgumentException(
          "a period has either 1 to 120 months or 1 to 3660 days, not %d months and %d days"
              .formatted(months, days));
    }
  }

  /**
   * Reads {@code P1D}, {@code P7D}, {@code P1M}.
   *
   * @throws IllegalArgumentException names the text and shows a right one
   */
  public static PeriodLength parse(String text) {
    try {
      Period period = Period.parse(text);
      return new PeriodLength(
          Math.toIntExact(period.toTotalMonths()), Math.toIntExact(period.get(ChronoUnit.DAYS)));
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'%s' is not the length of a period; write P1D, P7D or P1M".formatted(text), e);
    }
  }

  @Override
  public String toString() {
    return months > 0 ? "P" + months + "M" : "P" + days + "D";
  }
}
