package dev.quartermaster.ops.input;

import dev.quartermaster.ops.input.UsageFields.Item;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.charge.UsageReport.Gap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came in one request.
 *
 * @param reports those records that make sense, by report
 * @param rejected the others
 */
public record UsageRequest(List<Placed> reports, List<Rejected> rejected) {

  /**
   * A report.
   *
   * @param places of its records, among all of the request, from 0
   */
  public record Placed(UsageReport report, List<Integer> places) {}

  /** A record that makes no sense, and why. */
  public record Rejected(int index, String error) {}

  /** What is being read. */
  static final class Gathering {
    private final Map<ReportKey, Report> reports = new LinkedHashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private int records;

    private record Report(List<UsageRecord> records, List<Integer> places, List<Gap> gaps) {
      Report() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      }
    }

    /** The report, which counts also when no record of it makes sense. */
    private Report report(ReportKey key) {
      return reports.computeIfAbsent(key, k -> new Report());
    }

    void add(ReportKey key, UsageFields fields) {
      Report report = report(key);
      report.gaps().addAll(fields.gaps());
      fields.records().forEach(item -> add(report, item));
    }

    void add(ReportKey key, Item item) {
      add(report(key), item);
    }

    private void add(Report report, Item item) {
      if (item.record() == null) {
        rejected.add(new Rejected(records, item.problem()));
      } else {
        report.records().add(item.record());
        report.places().add(records);
      }
      records++;
    }

    UsageRequest done() {
      List<Placed> placed = new ArrayList<>();
      reports.forEach(
          (key, report) ->
              placed.add(
                  new Placed(
                      new UsageReport(
                          key.reporter(), key.sequence(), report.records(), report.gaps()),
                      report.places())));
      return new UsageRequest(placed, rejected);
    }
  }
}
