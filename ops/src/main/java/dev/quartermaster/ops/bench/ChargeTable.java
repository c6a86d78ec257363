package dev.quartermaster.ops.bench;

import dev.quartermaster.ops.bench.ChargeReport.Aim;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report of charging as people read it. */
final class ChargeTable {

  private final StringBuilder text = new StringBuilder();

  private ChargeTable() {}

  static String of(ChargeReport report) {
    ChargeTable table = new ChargeTable();
    table.head(report);
    report.sides().forEach(table::side);
    report.settling().ifPresent(table::settling);
    table.line("");
    report.aims().forEach(table::aim);
    table.foot(report);
    return table.text.toString();
  }

  private void head(ChargeReport report) {
    ChargeTrial.Size size = report.trial().size();
    line(
        "%,d accounts, one in ten over its allowance; %d reporters, each with one connection and batches of %,d records.",
        size.accounts(), size.reporters(), size.batch());
    line(
        "Rounds: %d of %d s a side, each in the order %s; rates are medians of the rounds, µs are CPU time a record.",
        report.trial().rounds(),
        report.trial().time().toSeconds(),
        report.sides().stream().map(ChargeFigures::side).collect(Collectors.joining(" | ")));
    line("");
    row("", "records/s", "batches", "p50", "p99", "max", "node µs", "PostgreSQL µs");
  }

  private void side(ChargeFigures side) {
    List<Duration> latencies = side.latencies();
    row(
        side.side(),
        number("%,.0f", side.recordsPerSecond()),
        number("%,d", latencies.size()),
        percentile(latencies, 50),
        percentile(latencies, 99),
        percentile(latencies, 100),
        number("%.1f", side.nodeMicros()),
        number("%.1f", side.postgresMicros()));
  }

  private void settling(WhileSettling.Figures figures) {
    line("");
    line(
        "JSON at half of that rate, %,.0f records/s on a schedule; latency counts from the planned time.",
        figures.recordsPerSecond());
    paced("alone", figures.alone());
    paced("while settling", figures.settling());
    line(
        "  settling took %s s",
        figures.settlingTook().stream()
            .map(took -> number("%.2f", SideFigures.seconds(took)))
            .collect(Collectors.joining(" ")));
  }

  private void paced(String name, Loaded loaded) {
    row(
        name,
        "",
        number("%,d", loaded.latencies().size()),
        percentile(loaded.latencies(), 50),
        percentile(loaded.latencies(), 99),
        percentile(loaded.latencies(), 100),
        "",
        "");
  }

  private void aim(Aim aim) {
    line(
        "  %-28s %,10.2f   (aim: at %s %,.2f)",
        aim.what(), aim.value(), aim.most() ? "most" : "least", aim.aim());
  }

  private void foot(ChargeReport report) {
    line("");
    report.sides().forEach(side -> line("  %-16s each round: %s", side.side(), rounds(side)));
    line("");
    line(
        "Verified: reports, records and ledger add up to what was acknowledged, none lost, none doubled.");
    line("%s", report.machine().text());
  }

  private static String rounds(ChargeFigures side) {
    return side.rounds().stream()
        .map(round -> number("%,.0f", round.loaded().recordsPerSecond()))
        .collect(Collectors.joining(" "));
  }

  private static String percentile(List<Duration> latencies, int percent) {
    return number("%.0f ms", Loaded.percentile(latencies, percent).toNanos() / 1e6);
  }

  private void row(Object... cells) {
    text.append(String.format(Locale.ROOT, "  %-16s %10s %8s %8s %8s %8s %11s %17s%n", cells));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
