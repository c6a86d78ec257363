package dev.quartermaster.ops.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns for people: as wide as they need to be, two spaces apart; a heading that begins with '>'
 * is for numbers.
 */
final class Table {

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  void print(PrintStream out) {
    List<List<String>> all = new ArrayList<>();
    all.add(headings.stream().map(Table::name).toList());
    all.addAll(rows);
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < headings.size(); column++) {
        line.append(cell(row.get(column), width(all, column), isNumber(headings.get(column))))
            .append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static boolean isNumber(String heading) {
    return heading.startsWith(">");
  }

  private static String name(String heading) {
    return isNumber(heading) ? heading.substring(1) : heading;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static String cell(String text, int width, boolean right) {
    String padding = " ".repeat(width - length(text));
    return right ? padding + text : text + padding;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
