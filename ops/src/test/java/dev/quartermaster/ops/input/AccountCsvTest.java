package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AccountCsvTest {

  private static final String WANTED = "username,plan[,allowance_s][,reset_at][,zone]";

  @TempDir Path directory;

  @Test
  void a_line_declares_an_account() {
    Path file =
        Read.file(
            directory,
            "username,plan,allowance_s,reset_at,zone",
            "Ada,free,99.5,2026-11-21T03:26:37+01:00,Europe/London");

    assertThat(Read.values(AccountCsv.open(file)))
        .containsExactly(
            new AccountLine(
                Username.of("Ada"),
                "free",
                Optional.of(new CpuTime(99_500_000)),
                Optional.of(Instant.parse("2026-11-21T02:26:37Z")),
                ZoneId.of("Europe/London")));
  }

  @Test
  void what_a_file_does_not_say_or_leaves_blank_is_absent_and_the_zone_is_utc() {
    AccountLine bare =
        new AccountLine(
            Username.of("ada"), "free", Optional.empty(), Optional.empty(), ZoneId.of("UTC"));

    assertThat(Read.values(AccountCsv.open(Read.file(directory, "PLAN,Username", "free,ada"))))
        .containsExactly(bare);
    assertThat(
            Read.values(
                AccountCsv.open(
                    Read.file(
                        directory, "zone,reset_at,username,allowance_s,plan", ",,ada, ,free"))))
        .containsExactly(bare);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100, 100000000",
    "0.000001, 1",
    "31557600000, 31557600000000000",
    "7.50, 7500000"
  })
  void an_allowance_is_seconds_with_up_to_six_decimals(String written, long micros) {
    Path file = Read.file(directory, "username,plan,allowance_s", "ada,free," + written);

    assertThat(Read.values(AccountCsv.open(file)))
        .extracting(AccountLine::allowance)
        .containsExactly(Optional.of(new CpuTime(micros)));
  }

  static List<Arguments> badLines() {
    String seconds = "a number of seconds: digits, with at most 6 after a point";
    String plan = "it is made of lower-case letters a-z, digits and hyphens, at most 40";
    return List.of(
        Arguments.of("ada,Free,,,", "plan is 'Free'; " + plan),
        Arguments.of("ada,fr\0ee,,,", "plan is 'fr\\u0000ee'; " + plan),
        Arguments.of("ada,,,,", "plan is empty; " + plan),
        Arguments.of("ada,free,-1,,", "allowance_s is '-1'; it is 0 or more"),
        Arguments.of("ada,free,1.0000001,,", "allowance_s '1.0000001' is not " + seconds),
        Arguments.of("ada,free,1e3,,", "allowance_s '1e3' is not " + seconds),
        Arguments.of("ada,free,NaN,,", "allowance_s 'NaN' is not " + seconds),
        Arguments.of("ada,free,.5,,", "allowance_s '.5' is not " + seconds),
        Arguments.of("ada,free,5.,,", "allowance_s '5.' is not " + seconds),
        Arguments.of("ada,free,\"1,5\",,", "allowance_s '1,5' is not " + seconds),
        Arguments.of(
            "ada,free,31557600000.000001,,",
            "allowance_s is '31557600000.000001'; it is at most 31557600000"),
        Arguments.of(
            "ada,free,,2026-11-21T03:26:37,",
            "reset_at '2026-11-21T03:26:37' has no zone: add Z for UTC, or an offset as in 2026-11-21T03:26:37+01:00"),
        Arguments.of(
            "ada,free,,2026-11-21 03:26:37Z,",
            "reset_at '2026-11-21 03:26:37Z' is not a time; write it as 2026-11-21T03:26:37Z"),
        Arguments.of(
            "ada,free,,,Europe/Londn",
            "zone 'Europe/Londn' is not known; did you mean 'Europe/London'? Zones have IANA names, as Europe/London or"
                + " UTC"),
        Arguments.of(
            "ada,free,,,utc",
            "zone 'utc' is not known; did you mean 'UTC'? Zones have IANA names, as Europe/London or UTC"),
        Arguments.of(
            "ada,free,,,+01:00",
            "zone '+01:00' is not known. Zones have IANA names, as Europe/London or UTC"));
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void a_bad_line_tells_its_mend(String line, String problem) {
    Path file = Read.file(directory, "username,plan,allowance_s,reset_at,zone", line);

    assertThat(Read.all(AccountCsv.open(file))).containsExactly(new Line.Bad<>(2, problem));
  }

  static List<Arguments> badHeaders() {
    return List.of(
        Arguments.of("ada,free", ":1: no header line: wanted " + WANTED + ", found 'ada,free'"),
        Arguments.of(
            "username;plan",
            ":1: no header line: wanted "
                + WANTED
                + ", found 'username;plan'; separate the columns by commas"),
        Arguments.of(
            "username\tplan",
            ":1: no header line: wanted "
                + WANTED
                + ", found 'username\\u0009plan'; separate the columns by commas"),
        Arguments.of(
            "username,plan,alowance",
            ":1: unknown column 'alowance'; did you mean 'allowance_s'? Columns are " + WANTED),
        Arguments.of("username,plan,", ":1: unknown column ''. Columns are " + WANTED),
        Arguments.of(
            "username,plan,PLAN", ":1: column 'plan' stands there twice; columns are " + WANTED),
        Arguments.of("username,zone", ":1: column 'plan' is missing; columns are " + WANTED),
        Arguments.of(
            "username,plan\rada,free",
            ":1: a carriage return stands within the line; lines end with LF or CRLF"),
        Arguments.of(
            "x".repeat(70_000),
            ":1: the line has 70000 bytes, where a line has at most 65536; is a line break missing?"),
        Arguments.of("\n \n", ": has no line; its first line is the header " + WANTED));
  }

  @ParameterizedTest
  @MethodSource("badHeaders")
  void a_wrong_header_shows_the_one_that_is_wanted(String header, String problem) {
    Path file = Read.file(directory, header);

    assertThatThrownBy(() -> AccountCsv.open(file))
        .isInstanceOf(InputProblem.class)
        .hasMessage(file + problem);
  }

  @Test
  void half_a_report_key_in_the_header_is_refused() {
    Path file = Read.file(directory, "username,source,cpu_us,at,sequence");

    assertThatThrownBy(() -> UsageCsv.open(file))
        .hasMessage(
            file
                + ":1: columns reporter and sequence stand there together or not at all; columns are"
                + " username,source,cpu_us,at[,reporter,sequence]");
  }
}
