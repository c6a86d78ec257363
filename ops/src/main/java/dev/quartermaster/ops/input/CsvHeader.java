package dev.quartermaster.ops.input;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first line of a CSV file: which column stands where. */
final class CsvHeader {

  /**
   * The columns that a format knows.
   *
   * @param together either all of them or none
   */
  record Columns(
      String wanted, List<String> required, List<String> optional, List<String> together) {

    List<String> known() {
      List<String> known = new ArrayList<>(required);
      known.addAll(optional);
      known.addAll(together);
      return known;
    }
  }

  private final List<String> names;

  private CsvHeader(List<String> names) {
    this.names = names;
  }

  /**
   * Reads the first line that is not blank.
   *
   * @throws InputProblem when it is not a header, or has a column that is unknown, missing or there
   *     twice
   */
  static CsvHeader read(InputFile file, ByteLines lines, Columns columns) {
    boolean found = lines.next();
    while (found && lines.isBlank()) {
      found = lines.next();
    }
    if (!found) {
      throw file.problem("has no line; its first line is the header " + columns.wanted());
    }
    try {
      return new CsvHeader(checked(lines.text(), columns));
    } catch (BadLine e) {
      throw file.problem(lines.number(), e.problem());
    }
  }

  private static List<String> checked(String line, Columns columns) {
    List<String> names = new ArrayList<>();
    for (String name : Csv.fields(line)) {
      names.add(name.toLowerCase(Locale.ROOT));
    }
    if (names.stream().noneMatch(columns.known()::contains)) {
      throw new BadLine(
          "no header line: wanted "
              + columns.wanted()
              + ", found "
              + Shown.quoted(line)
              + separatorMend(line));
    }
    checkEach(names, columns);
    checkMissing(names, columns);
    return names;
  }

  /** Spreadsheets of half the world write semicolons. */
  private static String separatorMend(String line) {
    boolean other = line.indexOf(',') < 0 && (line.indexOf(';') >= 0 || line.indexOf('\t') >= 0);
    return other ? "; separate the columns by commas" : "";
  }

  private static void checkEach(List<String> names, Columns columns) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!columns.known().contains(name)) {
        throw new BadLine(
            "unknown column %s%s Columns are %s"
                .formatted(
                    Shown.quoted(name), Nearest.mend(name, columns.known()), columns.wanted()));
      }
      if (names.indexOf(name) < i) {
        throw new BadLine(
            "column '" + name + "' stands there twice; columns are " + columns.wanted());
      }
    }
  }

  private static void checkMissing(List<String> names, Columns columns) {
    for (String name : columns.required()) {
      if (!names.contains(name)) {
        throw new BadLine("column '" + name + "' is missing; columns are " + columns.wanted());
      }
    }
    long there = columns.together().stream().filter(names::contains).count();
    if (there != 0 && there != columns.together().size()) {
      throw new BadLine(
          "columns %s stand there together or not at all; columns are %s"
              .formatted(String.join(" and ", columns.together()), columns.wanted()));
    }
  }

  /** Where the column stands in a line's fields; -1 when the file does not have it. */
  int indexOf(String name) {
    return names.indexOf(name);
  }

  /**
   * A line's fields.
   *
   * @throws BadLine when they are not as many as the header's
   */
  String[] fields(String line) {
    String[] fields = Csv.fields(line);
    if (fields.length != names.size()) {
      throw new BadLine(
          "%d column%s, where the header has %d; a comma within a value needs quotes around it"
              .formatted(fields.length, fields.length == 1 ? "" : "s", names.size()));
    }
    return fields;
  }

  /** The field at {@code index}, or nothing when the file does not have the column. */
  static String at(String[] fields, int index) {
    return index < 0 ? "" : fields[index];
  }
}
