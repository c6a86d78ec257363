package dev.quartermaster.ops.input;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.StringArrayHandler;

/**
 * One line of RFC 4180, but for line breaks within quotes: each line is parsed by itself, so that a
 * quote that is never closed costs one line and not the rest of the file.
 */
final class Csv {

  private static final CsvReader.CsvReaderBuilder READER =
      CsvReader.builder().trimWhitespacesAroundQuotes(true).allowUnclosedQuote(false);

  private Csv() {}

  /**
   * The fields, without the blanks around them.
   *
   * @throws BadLine when its quotes do not fit
   */
  static String[] fields(String line) {
    if (line.indexOf('\r') >= 0) {
      throw new BadLine("a carriage return stands within the line; lines end with LF or CRLF");
    }
    String[] fields = parsed(line);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    return fields;
  }

  private static String[] parsed(String line) {
    try {
      return READER.ofSingleCsvRecord(
          StringArrayHandler.builder().maxFields(ByteLines.LONGEST + 1).build(), line);
    } catch (CsvParseException e) {
      throw new BadLine(
          "its quotes do not fit: a quoted field ends on its own line (line breaks within quotes are"
              + " not supported) with a quote right before the comma; a quote within it is doubled");
    }
  }
}
