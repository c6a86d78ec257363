package dev.quartermaster.quota.testing;

import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.PeriodRule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/** Rules and instants by chance, with the awkward ones more often than chance would have it. */
public final class RandomRules {

  private static final Instant FIRST = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2040-01-01T00:00:00Z");

  /** Hours that come twice or never in some zone, and the ends of days. */
  private static final List<String> AWKWARD =
      List.of(
          "00:00",
          "00:30",
          "01:00",
          "01:45",
          "02:00",
          "02:15",
          "02:30",
          "03:00",
          "23:59:59.999999");

  private static final List<PeriodLength> USUAL =
      List.of(
          PeriodLength.DAY,
          PeriodLength.DAY,
          PeriodLength.WEEK,
          PeriodLength.MONTH,
          new PeriodLength(12, 0));

  private final SplittableRandom random;
  private final List<ZoneId> zones;

  public RandomRules(SplittableRandom random, List<ZoneId> zones) {
    this.random = random;
    this.zones = zones;
  }

  /** From 1990 to 2040, in whole microseconds. */
  public Instant instant() {
    return FIRST.plus(random.nextLong(ChronoUnit.MICROS.between(FIRST, LAST)), ChronoUnit.MICROS);
  }

  public PeriodRule rule() {
    return new PeriodRule(anchor(), zone(), length());
  }

  /** UTC, as most accounts have it, or any other. */
  public ZoneId zone() {
    return random.nextInt(5) == 0 ? ZoneOffset.UTC : zones.get(random.nextInt(zones.size()));
  }

  public PeriodLength length() {
    if (random.nextInt(3) > 0) {
      return USUAL.get(random.nextInt(USUAL.size()));
    }
    return random.nextBoolean()
        ? new PeriodLength(random.nextInt(1, 121), 0)
        : new PeriodLength(0, random.nextInt(1, 3661));
  }

  private LocalDateTime anchor() {
    LocalDateTime any = LocalDateTime.ofInstant(instant(), ZoneOffset.UTC);
    LocalDateTime day = random.nextInt(4) == 0 ? endOfMonth(any) : any;
    return random.nextBoolean()
        ? day
        : LocalDateTime.parse(
            day.toLocalDate() + "T" + AWKWARD.get(random.nextInt(AWKWARD.size())));
  }

  private static LocalDateTime endOfMonth(LocalDateTime at) {
    return at.withDayOfMonth(1).plusMonths(1).minusDays(1);
  }
}
