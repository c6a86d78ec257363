package dev.quartermaster.quota.charge;

import java.time.Instant;
import java.util.List;

/**
 * What a reporter saw since its last report. A report of the same reporter and sequence changes
 * nothing when it comes again.
 *
 * @param sequence 0 or above
 * @param gaps what the reporter knows it could not report
 */
public record UsageReport(
    String reporter, long sequence, List<UsageRecord> records, List<Gap> gaps) {

  /** Between these instants CPU time was used that nobody will report. */
  public record Gap(Instant from, Instant until, String reason) {}

  public UsageReport {
    if (sequence < 0) {
      throw new IllegalArgumentException("sequence is " + sequence + "; it starts at 0");
    }
    records = List.copyOf(records);
    gaps = List.copyOf(gaps);
  }

  /** A report that knows of no gap. */
  public UsageReport(String reporter, long sequence, List<UsageRecord> records) {
    this(reporter, sequence, records, List.of());
  }
}
