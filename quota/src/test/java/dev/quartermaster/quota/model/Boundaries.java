package dev.quartermaster.quota.model;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When an account's periods begin: every boundary written down, counted out one by one. */
final class Boundaries {

  /** Boundaries lie at the anchor and at whole lengths before and after it, in local time. */
  record Rule(LocalDateTime anchor, ZoneId zone, Period length) {

    Instant boundary(int n) {
      return anchor
          .plus(length.multipliedBy(n))
          .atZone(zone)
          .withLaterOffsetAtOverlap()
          .toInstant();
    }
  }

  private final NavigableSet<Instant> natural = new TreeSet<>();
  private final NavigableSet<Instant> resets = new TreeSet<>();
  private Rule rule;

  /** The rule's first boundary that is not written down yet. */
  private int next;

  Boundaries(Rule rule, Instant from) {
    this.rule = rule;
    while (rule.boundary(next).isAfter(from)) {
      next--;
    }
    natural.add(rule.boundary(next++));
  }

  Rule rule() {
    return rule;
  }

  Instant start(Instant at) {
    reach(at);
    Instant boundary = present(natural.floor(at));
    Instant reset = resets.floor(at);
    return reset != null && reset.isAfter(boundary) ? reset : boundary;
  }

  Instant end(Instant at) {
    reach(at);
    Instant boundary = present(natural.higher(at));
    Instant reset = resets.higher(at);
    return reset != null && reset.isBefore(boundary) ? reset : boundary;
  }

  void reset(Instant now) {
    resets.add(now);
  }

  /** From the first boundary on that either rule has after now. */
  void move(Rule to, Instant now) {
    int first = firstAfter(to, now);
    Instant end = end(now);
    begin(to, to.boundary(first).isBefore(end) ? to.boundary(first) : end);
  }

  /** From the end of the period that runs. */
  void moveAtBoundary(Rule to, Instant now) {
    begin(to, end(now));
  }

  private void begin(Rule to, Instant turn) {
    natural.tailSet(turn, true).clear();
    natural.add(turn);
    rule = to;
    next = firstAfter(to, turn);
  }

  private static int firstAfter(Rule rule, Instant at) {
    int n = 0;
    while (rule.boundary(n).isAfter(at)) {
      n--;
    }
    while (!rule.boundary(n).isAfter(at)) {
      n++;
    }
    return n;
  }

  private void reach(Instant at) {
    while (!natural.last().isAfter(at)) {
      natural.add(rule.boundary(next++));
    }
  }

  private static Instant present(@Nullable Instant boundary) {
    if (boundary == null) {
      throw new IllegalStateException("the model does not reach back so far");
    }
    return boundary;
  }
}
