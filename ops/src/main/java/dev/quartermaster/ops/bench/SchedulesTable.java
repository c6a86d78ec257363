package dev.quartermaster.ops.bench;

import dev.quartermaster.ops.bench.SchedulesReport.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A report of firing as people read it. */
final class SchedulesTable {

  private final StringBuilder text = new StringBuilder();

  private SchedulesTable() {}

  static String of(SchedulesReport report) {
    SchedulesTable table = new SchedulesTable();
    table.line(
        "Two nodes, measured for %d min a side; lateness is from the planned time to the row that records the firing.",
        report.minutes());
    report.trials().forEach(table::trial);
    return table.text.toString();
  }

  private void trial(Trial trial) {
    line("");
    line("%,d schedules", trial.schedules());
    row("", "due each", "planned", "lost", "doubled", "p50", "p99", "max");
    side(FiringSide.OURS, trial.ours());
    side(FiringSide.PLAIN_QUARTZ, trial.plain());
    for (int i = 0; i < trial.ours().size(); i++) {
      ratio(trial.plain().get(i), trial.ours().get(i));
    }
    trial
        .isMet()
        .ifPresent(
            met ->
                line(
                    "  aim: p99 of those due each minute at most %.0f ms: %s",
                    SchedulesReport.AIM.toNanos() / 1e6, met ? "met" : "missed"));
    line("%s", trial.machine().text());
  }

  private void side(FiringSide side, List<Lateness> latenesses) {
    for (Lateness lateness : latenesses) {
      row(
          side.text(),
          lateness.every(),
          number(lateness.planned()),
          number(lateness.lost()),
          number(lateness.doubled()),
          millis(lateness.p50()),
          millis(lateness.p99()),
          millis(lateness.max()));
    }
  }

  private void ratio(Lateness plain, Lateness ours) {
    row(
        "plain / ours",
        ours.every(),
        "",
        "",
        "",
        times(plain.p50(), ours.p50()),
        times(plain.p99(), ours.p99()),
        times(plain.max(), ours.max()));
  }

  private static String times(Duration plain, Duration ours) {
    return SchedulesReport.ratio(plain, ours)
        .map(ratio -> String.format(Locale.ROOT, "%.1f ×", ratio))
        .orElse("-");
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%,.0f ms", duration.toNanos() / 1e6);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void row(Object... cells) {
    text.append(String.format(Locale.ROOT, "  %-14s %-9s %9s %7s %8s %10s %10s %10s%n", cells));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
