package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.feed.FeedCursor;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the records of a report, or of several.
 *
 * @param accepted records added to the ledger
 * @param duplicates records of reports that were seen before
 * @param rejected the others, each with its reason
 * @param cpu the sum of the accepted
 * @param feed what it changed comes after this in the feed of events
 */
public record ChargeOutcome(
    long accepted, long duplicates, List<Rejection> rejected, CpuTime cpu, FeedCursor feed) {

  /**
   * A record that was not charged.
   *
   * @param index its place among all records handed in, from 0
   */
  public record Rejection(int index, UsageRecord record, String reason) {

    Rejection after(int others) {
      return new Rejection(index + others, record, reason);
    }
  }

  /** The outcomes of these reports as one; places count on from report to report. */
  static ChargeOutcome of(List<UsageReport> reports, List<ChargeOutcome> outcomes) {
    long accepted = 0;
    long duplicates = 0;
    List<Rejection> rejected = new ArrayList<>();
    CpuTime cpu = CpuTime.ZERO;
    FeedCursor feed = FeedCursor.BEGINNING;
    int before = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      ChargeOutcome outcome = outcomes.get(i);
      accepted += outcome.accepted();
      duplicates += outcome.duplicates();
      for (Rejection rejection : outcome.rejected()) {
        rejected.add(rejection.after(before));
      }
      cpu = cpu.plus(outcome.cpu());
      feed = i == 0 ? outcome.feed() : feed.earlier(outcome.feed());
      before += reports.get(i).records().size();
    }
    return new ChargeOutcome(accepted, duplicates, List.copyOf(rejected), cpu, feed);
  }
}
