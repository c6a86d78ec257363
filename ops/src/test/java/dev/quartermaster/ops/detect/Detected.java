package dev.quartermaster.ops.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A fault and its pages.
 *
 * @param pages the first one that each way took
 * @param byRules the first by rules of Prometheus, if one was waited for
 */
record Detected(Fault fault, Instant at, Map<Way, Taken> pages, Optional<String> byRules) {

  /** As the table has them. */
  Map<Column, String> cells() {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.ALERT, alerts());
    pages.forEach((way, page) -> cells.put(Column.of(way), after(at, page)));
    cells.put(Column.MISSED, afterMissed());
    byRules.ifPresent(text -> cells.put(Column.RULES, text));
    return cells;
  }

  private String alerts() {
    return String.join(", ", pages.values().stream().map(Taken::alert).distinct().toList());
  }

  /** How long that took. */
  static String after(Instant from, Taken page) {
    return seconds(Duration.between(from, page.at()));
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }

  /** Of the slowest way; before anything was missed when the page came sooner. */
  private String afterMissed() {
    Instant last = pages.values().stream().map(Taken::at).max(Instant::compareTo).orElseThrow();
    Duration after = Duration.between(fault.missedAt(at), last);
    return after.isNegative() ? seconds(after.negated()) + " before it" : seconds(after);
  }
}
