package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.doctor.Check;
import dev.quartermaster.ops.incident.Event;
import dev.quartermaster.ops.incident.Night;
import dev.quartermaster.ops.incident.Result;
import dev.quartermaster.ops.incident.Rows;
import dev.quartermaster.ops.incident.Side;
import java.io.PrintStream;

/** The night for people: 80 columns. */
final class IncidentText {

  /** Of the times in front. */
  private static final int MARGIN = 10;

  private IncidentText() {}

  /** What is about to be seen, and what of it is not as it was. */
  static String opening(Night night) {
    return Wrapped.of(
            "The night of 3 May 2024 with %,d accounts. Compressed: the 26 hours in which the reset of each comes are %d s here, and what runs each minute runs each second. Real: the processes, the database, the requests, and every second below."
                .formatted(night.accounts(), night.length().toSeconds()))
        + System.lineSeparator();
  }

  /** An event, on a line or two. */
  static String line(Event event) {
    String says = (event.side() == Side.OLD ? "old way: " : "") + event.says();
    String wrapped = Table.wrapped(says.replaceAll("\\p{Cntrl}+", " "), MARGIN);
    return "%6.1f s".formatted(event.seconds()) + wrapped.substring(MARGIN - 2);
  }

  static void print(PrintStream out, Result result) {
    out.println();
    Table table = new Table("", "OURS", "THE OLD WAY").giving(0);
    Rows.of(result).forEach(row -> table.row(row.what(), row.ours(), row.old()));
    table.print(out);
    if (!result.old().isMeasured()) {
      out.println(Rows.NOTE);
    }
    out.println();
    for (Check check : result.invariants()) {
      out.println(
          Table.wrapped(
                  "%s %s: %s".formatted(check.isWrong() ? "✘" : "✔", check.name(), check.detail()),
                  2)
              .strip());
    }
    out.println();
    result.complaints().forEach(one -> out.println(Wrapped.of("✘ " + one)));
    out.println(
        Wrapped.of(
            result.isWell()
                ? "✔ Somebody was told, nobody was wronged, and the books are right. %.0f s."
                    .formatted(result.took().toMillis() / 1e3)
                : "✘ That is not how it must be. %.0f s."
                    .formatted(result.took().toMillis() / 1e3)));
  }
}
