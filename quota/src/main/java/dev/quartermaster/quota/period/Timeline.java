package dev.quartermaster.quota.period;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * All that decides an account's periods: the rules it had and has, each from a boundary on, and its
 * forced resets.
 *
 * <p>Immutable. Any instant lies in exactly one period, periods do not overlap, and none is longer
 * than its rule's length.
 */
public final class Timeline {

  /** A rule and the boundary from which it holds, until the next one's. */
  public record Held(Instant from, PeriodRule rule) {}

  private final List<Held> rules;
  private final NavigableSet<Instant> resets;

  private Timeline(List<Held> rules, NavigableSet<Instant> resets) {
    this.rules = rules;
    this.resets = resets;
  }

  /** One rule for all time, and no forced reset. */
  public static Timeline of(PeriodRule rule) {
    return new Timeline(List.of(new Held(Instant.MIN, rule)), new TreeSet<>());
  }

  /**
   * Rules in the order in which they held; the first must reach back to any instant that is asked
   * for.
   */
  public static Timeline of(List<Held> rules, Iterable<Instant> resets) {
    NavigableSet<Instant> sorted = new TreeSet<>();
    resets.forEach(sorted::add);
    return new Timeline(List.copyOf(rules), sorted);
  }

  /** The period that holds the instant. */
  public Span at(Instant at) {
    int index = ruleAt(at);
    Held held = rules.get(index);
    Span natural = held.rule().at(at);
    Instant start = later(natural.start(), held.from());
    Instant end =
        index + 1 < rules.size()
            ? earlier(natural.end(), rules.get(index + 1).from())
            : natural.end();
    Instant before = resets.floor(at);
    Instant after = resets.higher(at);
    return new Span(
        before == null ? start : later(start, before), after == null ? end : earlier(end, after));
  }

  private int ruleAt(Instant at) {
    int index = rules.size() - 1;
    while (index > 0 && rules.get(index).from().isAfter(at)) {
      index--;
    }
    return index;
  }

  /** With a fresh allowance from {@code now} on; the next boundary stays where it is. */
  public Timeline reset(Instant now) {
    NavigableSet<Instant> more = new TreeSet<>(resets);
    more.add(now);
    return new Timeline(rules, more);
  }

  /**
   * With another rule, from the first boundary on that either rule has after {@code now}: so the
   * current period never becomes longer than it was, and no later one longer than the new rule's
   * length.
   */
  public Timeline move(PeriodRule rule, Instant now) {
    Instant from = earlier(at(now).end(), rule.at(now).end());
    List<Held> more =
        new ArrayList<>(rules.stream().filter(held -> held.from().isBefore(from)).toList());
    more.add(new Held(from, rule));
    return new Timeline(List.copyOf(more), resets);
  }

  /** The rule that came last; it may begin to hold only at a coming boundary. */
  public Held last() {
    return rules.get(rules.size() - 1);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
