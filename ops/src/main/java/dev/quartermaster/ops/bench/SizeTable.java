package dev.quartermaster.ops.bench;

import static dev.quartermaster.ops.bench.SideFigures.seconds;

import java.util.Locale;

/** A report of several sizes as people read it. */
final class SizeTable {

  private final StringBuilder text = new StringBuilder();

  private SizeTable() {}

  static String of(SizeReport report) {
    SizeTable table = new SizeTable();
    table.line("The job, every account overdue, each size in a database of its own; medians.");
    table.line("");
    table.line("  %12s %8s %10s %14s %14s", "accounts", "rounds", "seconds", "µs/account", "WAL");
    report.sizes().forEach(table::size);
    table.line("");
    table.line(
        "  dearest / cheapest   %.2f   (aim from 10,000 to 5,000,000 accounts: %s)",
        report.spread(), SizeReport.AIM.text());
    table.line("");
    table.line(
        "Verified after each round: every period settled once with its usage kept, the tarpit empty, each release told.");
    table.line("%s", report.machine().text());
    return table.text.toString();
  }

  private void size(SideFigures size) {
    line(
        "  %,12d %8d %10.3f %14.2f %11.1f MB",
        size.all(),
        size.rounds().size(),
        seconds(size.medianTook()),
        size.microsPerPeriod(),
        size.walBytes() / 1e6);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
