package dev.quartermaster.ops.bench;

import dev.quartermaster.ops.bench.AdminReport.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report of acts on all accounts as people read it. */
final class AdminTable {

  private final StringBuilder text = new StringBuilder();

  private AdminTable() {}

  static String of(AdminReport report) {
    AdminTable table = new AdminTable();
    table.line("%,d accounts whose periods run; half of them in use.", report.accounts());
    report.ways().forEach(figures -> table.way(figures, report));
    table.line("");
    table.line("%s", report.machine().text());
    return table.text.toString();
  }

  private void way(Figures figures, AdminReport report) {
    line("");
    line("%s", figures.way().title());
    line(
        "  in bulk        %6.2f s   each round: %s", figures.bulkSeconds(), rounds(figures.bulk()));
    line(
        "  one statement  %6.2f s   each round: %s",
        figures.statementSeconds(), rounds(figures.statement()));
    line("  ratio          %6.3f     %s", figures.ratio(), aim(AdminReport.RATIO, figures.ratio()));
    line(
        "  worst hold     %6.0f ms  %s; %,d batches a round",
        figures.worstHoldMs(),
        aim(AdminReport.WORST_HOLD_MS, figures.worstHoldMs()),
        figures.bulk().get(0).batches().size());
    figures
        .beside()
        .ifPresent(
            beside -> {
              double alone = millis(report.p99Alone().orElseThrow());
              double ratio = millis(beside.p99()) / alone;
              line(
                  "  charges        p99 %.1f ms beside it, %.1f ms alone: %.2f ×  %s; it took %.2f s",
                  millis(beside.p99()),
                  alone,
                  ratio,
                  aim(AdminReport.CHARGES, ratio),
                  SideFigures.seconds(beside.bulk().took()));
            });
  }

  private static String aim(Aim aim, double value) {
    return "aim %s: %s".formatted(aim.text(), aim.isMet(value) ? "met" : "NOT MET");
  }

  private static String rounds(List<Measured> rounds) {
    return rounds.stream()
        .map(round -> String.format(Locale.ROOT, "%.2f", SideFigures.seconds(round.took())))
        .collect(Collectors.joining(" "));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
