package dev.quartermaster.quota.period;

import java.time.Instant;

/**
 * One period of one account.
 *
 * @param start inclusive
 * @param end exclusive; the next reset time while the period lasts
 */
public record Span(Instant start, Instant end) {

  public Span {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("a period from " + start + " cannot end at " + end);
    }
  }

  public boolean holds(Instant at) {
    return !at.isBefore(start) && at.isBefore(end);
  }
}
