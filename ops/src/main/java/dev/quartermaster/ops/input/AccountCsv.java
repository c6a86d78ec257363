package dev.quartermaster.ops.input;

import dev.quartermaster.quota.charge.CpuTime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * Accounts as CSV. The first line names the columns, in any order and case; a blank field is as
 * good as no column.
 *
 * <ul>
 *   <li>{@code username}, {@code plan}
 *   <li>{@code allowance_s}: seconds of CPU time with at most six decimals
 *   <li>{@code reset_at}: the next reset, ISO-8601 with Z or an offset
 *   <li>{@code zone}: an IANA name, UTC by default
 * </ul>
 */
public final class AccountCsv {

  private static final CsvHeader.Columns COLUMNS =
      new CsvHeader.Columns(
          "username,plan[,allowance_s][,reset_at][,zone]",
          List.of("username", "plan"),
          List.of("allowance_s", "reset_at", "zone"),
          List.of());

  private static final ZoneId UTC = ZoneId.of("UTC");

  private final Names names = new Names();
  private final CsvHeader header;

  private AccountCsv(CsvHeader header) {
    this.header = header;
  }

  /**
   * Opens a file of accounts, packed or not.
   *
   * @throws InputProblem when it cannot be read or its header is wrong
   */
  public static LineReader<AccountLine> open(Path path) {
    return LineReader.open(
        path, (file, lines) -> new AccountCsv(CsvHeader.read(file, lines, COLUMNS))::account);
  }

  private AccountLine account(String line) {
    String[] fields = header.fields(line);
    return new AccountLine(
        names.user(field(fields, "username")),
        Names.slug("plan", field(fields, "plan")),
        allowance(field(fields, "allowance_s")),
        resetAt(field(fields, "reset_at")),
        zone(field(fields, "zone")));
  }

  private String field(String[] fields, String column) {
    return CsvHeader.at(fields, header.indexOf(column));
  }

  private static Optional<CpuTime> allowance(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CpuTime(
            Numbers.seconds("allowance_s", text, CpuTime.MOST.seconds(), 6)
                .movePointRight(6)
                .longValueExact()));
  }

  private static Optional<Instant> resetAt(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Times.instant("reset_at", text));
  }

  private static ZoneId zone(String text) {
    return text.isEmpty() ? UTC : Times.zone(text);
  }
}
