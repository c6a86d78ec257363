package dev.quartermaster.quota.period;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Where an account's natural boundaries lie: at the anchor plus any whole number of periods,
 * counted in the local time of the zone. No run of any job moves them.
 *
 * <p>A local time that a spring day skips moves on by the gap; one that an autumn day has twice is
 * the later of the two, as PostgreSQL's {@code AT TIME ZONE} has it.
 *
 * @param anchor one boundary, in local time
 */
public record PeriodRule(LocalDateTime anchor, ZoneId zone, PeriodLength length) {

  /** A rule with a boundary at this instant. */
  public static PeriodRule withBoundaryAt(Instant boundary, ZoneId zone, PeriodLength length) {
    return new PeriodRule(LocalDateTime.ofInstant(boundary, zone), zone, length);
  }

  /** The n-th boundary counted from the anchor; n may be negative. */
  public Instant boundary(long n) {
    LocalDateTime wall = anchor.plusMonths(length.months() * n).plusDays(length.days() * n);
    return ZonedDateTime.of(wall, zone).withLaterOffsetAtOverlap().toInstant();
  }

  /** The greatest n whose boundary is not after the instant. */
  public long index(Instant at) {
    LocalDateTime wall = LocalDateTime.ofInstant(at, zone);
    long guess = length.months() == 0 ? daysGuess(wall) : monthsGuess(wall);
    if (length.months() == 0 && zone.equals(ZoneOffset.UTC)) {
      return guess;
    }
    // The guess is by wall clock; a jump of the zone puts it off by two at most.
    long n = guess + 2;
    while (boundary(n).isAfter(at)) {
      n--;
    }
    return n;
  }

  private long daysGuess(LocalDateTime wall) {
    return Math.floorDiv(Duration.between(anchor, wall).toSeconds(), 86_400L * length.days());
  }

  private long monthsGuess(LocalDateTime wall) {
    long months =
        (wall.getYear() - anchor.getYear()) * 12L + wall.getMonthValue() - anchor.getMonthValue();
    return Math.floorDiv(months, length.months());
  }

  /** The natural period that holds the instant. */
  public Span at(Instant at) {
    long n = index(at);
    return new Span(boundary(n), boundary(n + 1));
  }
}
