package dev.quartermaster.ops.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.text.WordUtils;

/**
 * Columns for people: as wide as they need to be, two spaces apart; a heading that begins with '>'
 * is for numbers.
 */
final class Table {

  /** Of the terminal; 80 elsewhere. */
  static final int WIDTH = Terminal.columns();

  private static final int NARROWEST = 6;
  private static final int GAP = 2;

  /** A row of cells, or a sentence between two rows. */
  private record Row(List<String> cells, String sentence) {}

  private final List<String> headings;
  private final List<Row> rows = new ArrayList<>();
  private List<Integer> giving = List.of();
  private List<Integer> givingFirst = List.of();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  /** These columns are cut, the widest first, where a line would be longer than a terminal's. */
  Table giving(Integer... columns) {
    giving = List.of(columns);
    return this;
  }

  /** These are cut before the others that give way. */
  Table givingFirst(Integer... columns) {
    givingFirst = List.of(columns);
    return this;
  }

  Table row(String... cells) {
    rows.add(new Row(List.of(cells), ""));
    return this;
  }

  /** Says something below the last row, indented, on as many lines as it takes. */
  Table say(String sentence) {
    rows.add(new Row(List.of(), sentence));
    return this;
  }

  void print(PrintStream out) {
    List<Row> all = new ArrayList<>();
    all.add(new Row(headings.stream().map(Table::name).toList(), ""));
    all.addAll(rows);
    int[] widths = widths(all);
    for (Row row : all) {
      if (row.cells().isEmpty()) {
        wrapped(row.sentence(), 2 * GAP).lines().forEach(out::println);
      } else {
        out.println(line(row.cells(), widths));
      }
    }
  }

  /** On lines of a terminal's width, each indented so far; a word longer than that is broken. */
  static String wrapped(String text, int indent) {
    String margin = " ".repeat(indent);
    return margin + WordUtils.wrap(text, WIDTH - indent, "\n" + margin, true);
  }

  /** On one line, without control characters, at most so long: cut with … */
  static String cut(String text, int length) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return length(line) <= length
        ? line
        : line.substring(0, line.offsetByCodePoints(0, length - 1)) + "…";
  }

  private int[] widths(List<Row> all) {
    int[] widths = new int[headings.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = width(all, column);
    }
    // Numbers are never cut: half a number is a wrong one.
    List<Integer> texts =
        IntStream.range(0, widths.length)
            .filter(column -> !isNumber(headings.get(column)))
            .boxed()
            .toList();
    while (Arrays.stream(widths).sum() + GAP * (widths.length - 1) > WIDTH) {
      int next =
          Stream.of(givingFirst, giving, texts)
              .map(columns -> widest(columns, widths))
              .filter(column -> column >= 0)
              .findFirst()
              .orElse(-1);
      if (next < 0) {
        break;
      }
      widths[next]--;
    }
    return widths;
  }

  /** Of these columns that can still give way; -1 when none can. */
  private static int widest(List<Integer> columns, int[] widths) {
    return columns.stream()
        .filter(column -> widths[column] > NARROWEST)
        .reduce(-1, (a, b) -> a < 0 || widths[b] > widths[a] ? b : a);
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String text = cells.get(column);
      boolean fits = length(text) <= widths[column];
      line.append(
              cell(
                  fits ? text : cut(text, widths[column]),
                  widths[column],
                  isNumber(headings.get(column))))
          .append(" ".repeat(GAP));
    }
    return line.toString().stripTrailing();
  }

  private static boolean isNumber(String heading) {
    return heading.startsWith(">");
  }

  private static String name(String heading) {
    return isNumber(heading) ? heading.substring(1) : heading;
  }

  private static int width(List<Row> rows, int column) {
    return rows.stream()
        .filter(row -> !row.cells().isEmpty())
        .mapToInt(row -> length(row.cells().get(column)))
        .max()
        .orElse(0);
  }

  private static String cell(String text, int width, boolean right) {
    String padding = " ".repeat(width - length(text));
    return right ? padding + text : text + padding;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
