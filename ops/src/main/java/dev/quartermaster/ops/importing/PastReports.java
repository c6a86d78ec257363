package dev.quartermaster.ops.importing;

import dev.quartermaster.ops.input.UsageLine;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells a report that is sent again from one whose lines are spread over the file: the former's
 * lines are duplicates, the latter's would be lost as such. Remembers the newest {@value #KEPT}
 * reports, so that memory does not grow with the file.
 */
final class PastReports {

  static final int KEPT = 50_000;

  /** Each report's lines, by their hashes: to take one for another loses a complaint, no charge. */
  private final Map<ReportKey, Set<Integer>> reports =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ReportKey, Set<Integer>> eldest) {
          return size() > KEPT;
        }
      };

  /** Notes reports that are about to be charged. */
  void note(PendingReports pending) {
    pending.forEachKeyed(
        (key, line) -> reports.computeIfAbsent(key, k -> new HashSet<>()).add(line.hashCode()));
  }

  /** Whether the line belongs to a report that was charged already, without this line. */
  boolean isSpread(ReportKey key, UsageLine line) {
    Set<Integer> lines = reports.get(key);
    return lines != null && !lines.contains(line.hashCode());
  }
}
