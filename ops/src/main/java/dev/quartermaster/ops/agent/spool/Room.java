package dev.quartermaster.ops.agent.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a new report finds room: as it is; else folded with the newest one that was never sent; else
 * in place of the oldest such ones, whose loss it tells.
 *
 * @param report the new one, as it is written
 * @param gone the reports that it puts out of force
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Room(Report report, byte[] body, Set<Long> gone) {

  /** A report tells no more gaps than this; further ones of the same reason widen the last. */
  private static final int MOST_GAPS = 100;

  /** Where reports can be read; empty for a torn one. */
  interface Source {
    Optional<Report> read(long sequence) throws IOException;
  }

  /**
   * Finds it.
   *
   * @param waiting the bytes of each report; the first may have been sent, and stays
   * @param limit bytes for all of them
   */
  static Room make(Report report, NavigableMap<Long, Long> waiting, long limit, Source read)
      throws IOException {
    byte[] body = report.body();
    NavigableMap<Long, Long> unsent = new TreeMap<>(waiting);
    unsent.pollFirstEntry();
    long taken = waiting.values().stream().mapToLong(Long::longValue).sum();
    if (taken + body.length <= limit || unsent.isEmpty()) {
      return new Room(report, body, Set.of());
    }
    Optional<Report> folded =
        read.read(unsent.lastKey())
            .map(newest -> newest.with(report))
            .filter(both -> both.records().size() <= Report.MOST_RECORDS);
    if (folded.isPresent()) {
      // It may grow beyond the limit, but never beyond one report of the most records.
      return new Room(folded.get(), folded.get().body(), Set.of(unsent.lastKey()));
    }
    return drop(report, unsent, taken - limit, read);
  }

  private static Room drop(Report report, NavigableMap<Long, Long> unsent, long excess, Source read)
      throws IOException {
    Set<Long> gone = new HashSet<>();
    List<Gap> gaps = report.gaps();
    long freed = 0;
    Report now = report;
    byte[] body = report.body();
    while (!unsent.isEmpty() && freed < excess + body.length) {
      long oldest = unsent.firstKey();
      freed += unsent.pollFirstEntry().getValue();
      gone.add(oldest);
      Optional<Report> lost = read.read(oldest);
      if (lost.isPresent()) {
        for (Gap told : lost.get().gaps()) {
          gaps = plus(gaps, told);
        }
        gaps = plus(gaps, Gap.of(lost.get(), "the agent's spool was full"));
      }
      now = new Report(report.reporter(), report.sequence(), report.records(), gaps);
      body = now.body();
    }
    return new Room(now, body, gone);
  }

  /** With one more, which widens the last of its reason when there are many. */
  static List<Gap> plus(List<Gap> gaps, Gap more) {
    List<Gap> all = new ArrayList<>(gaps);
    for (int i = all.size() - 1; i >= 0 && gaps.size() >= MOST_GAPS; i--) {
      if (all.get(i).reason().equals(more.reason())) {
        all.set(i, all.get(i).with(more));
        return all;
      }
    }
    all.add(more);
    return all;
  }
}
