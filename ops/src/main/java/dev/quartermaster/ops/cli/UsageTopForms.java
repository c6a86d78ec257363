package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.cli.UsageTopCommand.Line;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Usage.Days;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who uses most, as a document, as lines for a spreadsheet, as a table. */
final class UsageTopForms {

  private final boolean ofDays;
  private final Days shown;
  private final List<Line> lines;

  /** Of the days that are shown, or of the running periods with some days beside. */
  UsageTopForms(boolean ofDays, Days shown, List<Line> lines) {
    this.ofDays = ofDays;
    this.shown = shown;
    this.lines = lines;
  }

  private CpuTime used(Line line) {
    return ofDays ? sum(line.charged()) : line.account().usage().used();
  }

  private CpuTime metered(Line line) {
    return ofDays ? sum(line.metered()) : line.account().usage().metered();
  }

  private static CpuTime sum(Map<LocalDate, CpuTime> days) {
    return days.values().stream().reduce(CpuTime.ZERO, CpuTime::plus);
  }

  ObjectNode json() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("of", ofDays ? "days" : "running-periods");
    document.put("from", shown.from().toString()).put("to", shown.to().toString());
    ArrayNode all = document.putArray("accounts");
    for (Line line : lines) {
      ObjectNode json = all.addObject();
      json.put("username", line.account().username().toString());
      json.put("plan", line.account().plan());
      json.put("used_s", used(line).seconds());
      json.put("metered_only_s", metered(line).seconds());
      json.put("allowance_s", line.account().usage().allowance().seconds());
      json.put("in_tarpit", line.account().inTarpit());
      ArrayNode byDay = json.putArray("days");
      UsageDays.all(shown)
          .forEach(
              day ->
                  byDay
                      .addObject()
                      .put("day", day.toString())
                      .put("used_s", line.charged().getOrDefault(day, CpuTime.ZERO).seconds()));
    }
    return document;
  }

  void csv(PrintStream out) {
    out.println("username,plan,used_s,metered_only_s,allowance_s,in_tarpit");
    for (Line line : lines) {
      out.printf(
          "%s,%s,%s,%s,%s,%s%n",
          line.account().username(),
          line.account().plan(),
          used(line).seconds().toPlainString(),
          metered(line).seconds().toPlainString(),
          line.account().usage().allowance().seconds().toPlainString(),
          line.account().inTarpit());
    }
  }

  void table(PrintStream out) {
    boolean draws = Terminal.draws();
    out.println(
        ofDays
            ? "charged from %s to %s".formatted(shown.from(), shown.to())
            : "charged in the running periods; a day and at most on one from %s on"
                .formatted(shown.from()));
    List<String> headings =
        new ArrayList<>(List.of("USER", "PLAN", ">USED s", ">OF s", ">A DAY s", ">HIGHEST s"));
    if (draws) {
      headings.add(UsageDays.heading(shown));
    }
    Table table = new Table(headings.toArray(String[]::new)).giving(0, 1);
    for (Line line : lines) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  line.account().username().toString(),
                  line.account().plan(),
                  UsageDays.seconds(used(line)),
                  Seconds.shown(line.account().usage().allowance()),
                  UsageDays.perDay(shown, line.charged()),
                  UsageDays.highest(shown, line.charged())));
      if (draws) {
        row.add(UsageDays.drawn(shown, line.charged()));
      }
      table.row(row.toArray(String[]::new));
    }
    table.print(out);
    if (lines.isEmpty()) {
      out.println(
          ofDays
              ? "Nobody has used anything."
              : "Nobody has used anything in a running period; --days N looks at the last days.");
    }
  }
}
