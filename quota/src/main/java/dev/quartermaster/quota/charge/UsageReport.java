package dev.quartermaster.quota.charge;

import java.util.List;

/**
 * What a reporter saw since its last report. A report of the same reporter and sequence changes
 * nothing when it comes again.
 *
 * @param sequence 0 or above
 */
public record UsageReport(String reporter, long sequence, List<UsageRecord> records) {

  public UsageReport {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence is " + sequence + "; it starts at 0");
    }
    records = List.copyOf(records);
  }
}
