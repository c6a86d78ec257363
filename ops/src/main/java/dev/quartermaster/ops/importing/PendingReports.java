package dev.quartermaster.ops.importing;

import dev.quartermaster.ops.input.UsageLine;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lines read and not yet charged, gathered into the reports they belong to. */
final class PendingReports {

  /** A report is charged in one transaction, so it has an end. */
  private static final int LARGEST = 100_000;

  /** A line of the file and what it says. */
  private record Numbered(long number, UsageLine line) {}

  private final Map<ReportKey, Map<Object, Numbered>> reports = new LinkedHashMap<>();
  private @Nullable ReportKey last;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether the line before belonged to the same report. */
  boolean isLast(ReportKey key) {
    return key.equals(last);
  }

  /**
   * A report goes on with the next line only; when its key comes again later, that is a report sent
   * again.
   */
  boolean takes(ReportKey key) {
    return isLast(key) || !reports.containsKey(key);
  }

  /** Adds a line; false when the report has the very same line already. */
  boolean add(ReportKey key, long number, UsageLine line) {
    Map<Object, Numbered> report = reports.computeIfAbsent(key, k -> new LinkedHashMap<>());
    last = key;
    // Lines without a key of their own may be alike and still be two: their place tells them apart.
    Object identity = line.key().isPresent() ? line : (Object) number;
    if (report.containsKey(identity)) {
      return false;
    }
    if (report.size() >= LARGEST) {
      throw new IllegalArgumentException(
          "line %d: report %d of '%s' has more than %,d records; give its records several sequences"
              .formatted(number, key.sequence(), key.reporter(), LARGEST));
    }
    report.put(identity, new Numbered(number, line));
    size++;
    return true;
  }

  /** Visits the lines that name their report. */
  void forEachKeyed(BiConsumer<ReportKey, UsageLine> visit) {
    reports.forEach(
        (key, report) ->
            report.values().stream()
                .filter(numbered -> numbered.line().key().isPresent())
                .forEach(numbered -> visit.accept(key, numbered.line())));
  }

  Set<Username> usernames() {
    return reports.values().stream()
        .flatMap(report -> report.values().stream())
        .map(numbered -> numbered.line().username())
        .collect(Collectors.toSet());
  }

  /**
   * Takes lines out, and with one of them its whole report, if the lines name it: charged without
   * that line the report would count as seen, and the mended line never be charged.
   *
   * @param reason why a line is taken out; empty when it stays
   */
  void takeOut(Function<UsageLine, Optional<String>> reason, BiConsumer<Long, String> out) {
    reports.values().forEach(report -> takeOut(report, reason, out));
    reports.values().removeIf(Map::isEmpty);
    size = reports.values().stream().mapToInt(Map::size).sum();
  }

  private static void takeOut(
      Map<Object, Numbered> report,
      Function<UsageLine, Optional<String>> reason,
      BiConsumer<Long, String> out) {
    OptionalLong first = OptionalLong.empty();
    for (Numbered numbered : List.copyOf(report.values())) {
      Optional<String> why = reason.apply(numbered.line());
      if (why.isPresent()) {
        out.accept(numbered.number(), why.get());
        report.values().remove(numbered);
        first = first.isPresent() ? first : OptionalLong.of(numbered.number());
      }
    }
    if (first.isEmpty()) {
      return;
    }
    long culprit = first.getAsLong();
    report.values().stream()
        .filter(numbered -> numbered.line().key().isPresent())
        .forEach(
            numbered ->
                out.accept(
                    numbered.number(),
                    "held back: line %d of the same report cannot be charged".formatted(culprit)));
    report.values().removeIf(numbered -> numbered.line().key().isPresent());
  }

  CpuTime cpu() {
    return reports.values().stream()
        .flatMap(report -> report.values().stream())
        .map(numbered -> numbered.line().cpu())
        .reduce(CpuTime.ZERO, CpuTime::plus);
  }

  /**
   * What was charged.
   *
   * @param lines the number of each record's line, in the order of the records
   */
  record Charged(ChargeOutcome outcome, List<Long> lines) {}

  /** Charges all of it in one transaction, and begins anew. */
  Charged charge(Charges charges) {
    List<Long> lines = new ArrayList<>(size);
    List<UsageReport> all = new ArrayList<>(reports.size());
    reports.forEach(
        (key, report) -> {
          List<UsageRecord> records = new ArrayList<>(report.size());
          report
              .values()
              .forEach(
                  numbered -> {
                    UsageLine line = numbered.line();
                    lines.add(numbered.number());
                    records.add(
                        new UsageRecord(line.username(), line.source(), line.cpu(), line.at()));
                  });
          all.add(new UsageReport(key.reporter(), key.sequence(), records));
        });
    ChargeOutcome outcome = charges.charge(all);
    clear();
    return new Charged(outcome, lines);
  }

  void clear() {
    reports.clear();
    last = null;
    size = 0;
  }
}
