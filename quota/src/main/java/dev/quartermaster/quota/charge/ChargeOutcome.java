package dev.quartermaster.quota.charge;

import java.util.List;

/**
 * What became of the records of some reports.
 *
 * @param accepted records added to the ledger
 * @param duplicates records of reports that were seen before
 * @param rejected the others, each with its reason
 * @param cpu the sum of the accepted
 */
public record ChargeOutcome(long accepted, long duplicates, List<Rejection> rejected, CpuTime cpu) {

  /**
   * A record that was not charged.
   *
   * @param index its place among all records handed in, from 0
   */
  public record Rejection(int index, UsageRecord record, String reason) {}
}
