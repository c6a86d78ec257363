package dev.quartermaster.jobs.quartz;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings that may pass by themselves, until a second look finds the very same. Another node that
 * takes over begins with two looks of its own.
 */
final class Suspects {

  /** Between two looks at least. */
  static final Duration APART = Duration.ofSeconds(10);

  private Map<Finding, Instant> since = Map.of();

  /** Those of these findings that are certain. */
  List<Finding> certain(Instant now, List<Finding> findings) {
    List<Finding> certain = new ArrayList<>();
    Map<Finding, Instant> open = new HashMap<>();
    for (Finding finding : findings) {
      Instant first = since.getOrDefault(finding, now);
      if (!finding.flaw().mayPass() || !first.plus(APART).isAfter(now)) {
        certain.add(finding);
      } else {
        open.put(finding, first);
      }
    }
    since = Map.copyOf(open);
    return certain;
  }
}
