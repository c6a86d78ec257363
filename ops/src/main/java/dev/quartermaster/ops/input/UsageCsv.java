package dev.quartermaster.ops.input;

import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.charge.CpuTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Usage as CSV. The first line names the columns, in any order and case.
 *
 * <ul>
 *   <li>{@code username}, {@code source} (console, scheduled-task, …)
 *   <li>{@code cpu_us}: whole microseconds of CPU time
 *   <li>{@code at}: when it was used, ISO-8601 with Z or an offset
 *   <li>{@code reporter} and {@code sequence}, both or neither: what makes the line count once
 * </ul>
 */
public final class UsageCsv {

  private static final CsvHeader.Columns COLUMNS =
      new CsvHeader.Columns(
          "username,source,cpu_us,at[,reporter,sequence]",
          List.of("username", "source", "cpu_us", "at"),
          List.of(),
          List.of("reporter", "sequence"));

  private final Names names = new Names();
  private final CsvHeader header;
  private final int username;
  private final int source;
  private final int cpu;
  private final int at;
  private final int reporter;
  private final int sequence;

  private UsageCsv(CsvHeader header) {
    this.header = header;
    username = header.indexOf("username");
    source = header.indexOf("source");
    cpu = header.indexOf("cpu_us");
    at = header.indexOf("at");
    reporter = header.indexOf("reporter");
    sequence = header.indexOf("sequence");
  }

  /**
   * Opens a file of usage, packed or not.
   *
   * @throws InputProblem when it cannot be read or its header is wrong
   */
  public static LineReader<UsageLine> open(Path path) {
    return LineReader.open(
        path, (file, lines) -> new UsageCsv(CsvHeader.read(file, lines, COLUMNS))::usage);
  }

  private UsageLine usage(String line) {
    String[] fields = header.fields(line);
    return new UsageLine(
        names.user(fields[username]),
        Names.slug("source", fields[source]),
        new CpuTime(Numbers.whole("cpu_us", fields[cpu], CpuTime.MOST_MICROS)),
        Times.instant("at", fields[at]),
        key(CsvHeader.at(fields, reporter), CsvHeader.at(fields, sequence)));
  }

  private static Optional<ReportKey> key(String reporter, String sequence) {
    if (reporter.isEmpty() && sequence.isEmpty()) {
      return Optional.empty();
    }
    if (reporter.isEmpty() || sequence.isEmpty()) {
      String missing = reporter.isEmpty() ? "reporter" : "sequence";
      throw new BadLine(missing + " is empty; give both reporter and sequence, or neither");
    }
    return Optional.of(
        new ReportKey(
            Names.reporter(reporter), Numbers.whole("sequence", sequence, Long.MAX_VALUE)));
  }
}
