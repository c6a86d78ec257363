package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Usage;
import dev.quartermaster.quota.usage.Usage.By;
import dev.quartermaster.quota.usage.Usage.Days;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report of usage as a document, as lines for a spreadsheet, as a table. */
final class UsageReportForms {

  /** One row: what was used over all the days. */
  private record Row(String key, CpuTime charged, CpuTime metered, Map<LocalDate, CpuTime> byDay) {
    static final Row NONE = new Row("", CpuTime.ZERO, CpuTime.ZERO, Map.of());

    Row plus(Usage.Sum sum) {
      Map<LocalDate, CpuTime> days = new HashMap<>(byDay);
      days.put(sum.day(), sum.charged().plus(sum.metered()));
      return new Row(sum.key(), charged.plus(sum.charged()), metered.plus(sum.metered()), days);
    }
  }

  private final By by;
  private final Days days;
  private final List<Usage.Sum> sums;
  private final List<Row> rows;

  UsageReportForms(By by, Days days, List<Usage.Sum> sums) {
    this.by = by;
    this.days = days;
    this.sums = sums;
    this.rows = rows(sums);
  }

  private static List<Row> rows(List<Usage.Sum> sums) {
    Map<String, Row> rows = new LinkedHashMap<>();
    sums.forEach(
        sum -> rows.compute(sum.key(), (key, row) -> (row == null ? Row.NONE : row).plus(sum)));
    return new ArrayList<>(rows.values());
  }

  private String name() {
    return by.name().toLowerCase(Locale.ROOT);
  }

  ObjectNode json() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("by", name());
    document.put("from", days.from().toString()).put("to", days.to().toString());
    ArrayNode all = document.putArray("rows");
    for (Row row : rows) {
      ObjectNode json = all.addObject();
      json.put(name(), row.key());
      json.put("charged_s", row.charged().seconds());
      json.put("metered_only_s", row.metered().seconds());
      if (by != By.DAY) {
        days(json.putArray("days"), row.key());
      }
    }
    return document;
  }

  private void days(ArrayNode all, String key) {
    sums.stream()
        .filter(sum -> sum.key().equals(key))
        .forEach(
            sum ->
                all.addObject()
                    .put("day", sum.day().toString())
                    .put("charged_s", sum.charged().seconds())
                    .put("metered_only_s", sum.metered().seconds()));
  }

  /** A line for each key and day, so that a spreadsheet can add up as it likes. */
  void csv(PrintStream out) {
    out.println(
        by == By.DAY ? "day,charged_s,metered_only_s" : name() + ",day,charged_s,metered_only_s");
    for (Usage.Sum sum : sums) {
      out.printf(
          "%s%s,%s,%s%n",
          by == By.DAY ? "" : quoted(sum.key()) + ",",
          sum.day(),
          sum.charged().seconds().toPlainString(),
          sum.metered().seconds().toPlainString());
    }
  }

  /** RFC 4180: what could be taken for a separator stands in quotes. */
  private static String quoted(String text) {
    return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  void table(PrintStream out) {
    out.printf("used from %s to %s%n", days.from(), days.to());
    List<String> headings =
        new ArrayList<>(List.of(name().toUpperCase(Locale.ROOT), ">CHARGED s", ">METERED ONLY s"));
    if (by != By.DAY) {
      headings.addAll(List.of(">A DAY s", ">HIGHEST s"));
      if (Terminal.draws()) {
        headings.add(UsageDays.heading(days));
      }
    }
    Table table = new Table(headings.toArray(String[]::new)).giving(0);
    rows.forEach(row -> table.row(cells(row).toArray(String[]::new)));
    table.print(out);
    if (rows.isEmpty()) {
      out.println("Nothing was used.");
    }
  }

  private List<String> cells(Row row) {
    List<String> cells =
        new ArrayList<>(
            List.of(row.key(), UsageDays.seconds(row.charged()), UsageDays.seconds(row.metered())));
    if (by != By.DAY) {
      cells.add(UsageDays.perDay(days, row.byDay()));
      cells.add(UsageDays.highest(days, row.byDay()));
      if (Terminal.draws()) {
        cells.add(UsageDays.drawn(days, row.byDay()));
      }
    }
    return cells;
  }
}
