package dev.quartermaster.ops.bench;

import static dev.quartermaster.ops.bench.SideFigures.seconds;

import dev.quartermaster.ops.bench.SettleReport.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report of settling as people read it. */
final class SettleTable {

  private final StringBuilder text = new StringBuilder();

  private SettleTable() {}

  static String of(SettleReport report) {
    SettleTable table = new SettleTable();
    table.head(report);
    report.sides().forEach(table::side);
    table.line("");
    report.ratios().forEach(table::ratio);
    table.foot(report);
    return table.text.toString();
  }

  private void head(SettleReport report) {
    List<SideFigures> sides = report.sides();
    line(
        "%,d accounts, all overdue; one in ten of those with usage is in the tarpit.",
        report.accounts());
    line(
        "Rounds: %d, each in the order %s; figures are medians.",
        sides.get(0).rounds().size(),
        sides.stream().map(SideFigures::side).collect(Collectors.joining(" | ")));
    line("");
    row("", "seconds", "periods/s", "batches", "median batch", "worst batch", "WAL");
  }

  private void side(SideFigures side) {
    boolean cut = side.batches() > 0;
    row(
        side.side() + (side.isExtrapolated() ? " *" : ""),
        number("%,.2f", seconds(side.tookForAll())),
        number("%,.0f", side.periodsPerSecond()),
        cut ? number("%,d", side.batches()) : "-",
        cut ? millis(side.medianBatch()) : "-",
        cut ? millis(side.worstBatch()) : "-",
        number("%,.0f MB", side.walBytesForAll() / 1e6));
  }

  private void ratio(Ratio ratio) {
    line(
        "  %-34s %.3f%s",
        ratio.of() + " / " + ratio.to(),
        ratio.value(),
        ratio
            .aim()
            .map(aim -> "   (aim at 1,000,000 accounts: %s)".formatted(aim.text()))
            .orElse(""));
  }

  private void foot(SettleReport report) {
    line("");
    report.sides().forEach(this::rounds);
    line("");
    if (report.sides().stream().anyMatch(SideFigures::isExtrapolated)) {
      line(
          "* A sample was settled to its end; seconds and WAL are extrapolated from it to all. Its tables held no other");
      line("  account, and making its tasks or triggers is not counted: both in its favour.");
      line("");
    }
    line(
        "Verified after each round: every period settled once with its usage kept, nobody of them in the tarpit; each release told, but by the one statement.");
    line("%s", report.machine().text());
  }

  private void rounds(SideFigures side) {
    line(
        "  %-18s each round: %s s%s",
        side.side(),
        side.rounds().stream()
            .map(round -> number("%.2f", seconds(round.took())))
            .collect(Collectors.joining(" ")),
        side.isExtrapolated() ? number(" for a sample of %,d", side.periods()) : "");
  }

  private static String millis(Duration duration) {
    return number("%.0f ms", duration.toNanos() / 1e6);
  }

  private void row(Object... cells) {
    text.append(String.format(Locale.ROOT, "  %-18s %9s %11s %8s %13s %12s %10s%n", cells));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String number(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
