package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UsageCsvTest {

  private static final String HEADER = "username,source,cpu_us,at,reporter,sequence";
  private static final String AT = "2026-11-21T03:26:37Z";

  private static final String QUOTES =
      "its quotes do not fit: a quoted field ends on its own line (line breaks within quotes are not supported) with a"
          + " quote right before the comma; a quote within it is doubled";

  @TempDir Path directory;

  @Test
  void a_line_says_who_used_how_much_of_what_and_when() {
    Path file = Read.file(directory, HEADER, "Ada,console,1200," + AT + ",host-1,42");

    assertThat(Read.values(UsageCsv.open(file)))
        .containsExactly(
            new UsageLine(
                Username.of("ada"),
                "console",
                new CpuTime(1200),
                Instant.parse(AT),
                Optional.of(new ReportKey("host-1", 42))));
  }

  @Test
  void columns_stand_in_any_order_and_case_and_the_key_may_be_absent() {
    Path file = Read.file(directory, " AT,Cpu_us,SOURCE,\"UserName\"", AT + ",5,console,ada");

    assertThat(Read.values(UsageCsv.open(file)))
        .containsExactly(
            new UsageLine(
                Username.of("ada"),
                "console",
                new CpuTime(5),
                Instant.parse(AT),
                Optional.empty()));
  }

  @Test
  void a_blank_key_is_no_key_and_blanks_around_fields_do_not_count() {
    Path file =
        Read.file(
            directory,
            HEADER,
            " ada , console,5 ," + AT + " , ,",
            "ada, \"console\" ,5," + AT + ",,");

    assertThat(Read.values(UsageCsv.open(file)))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line.key()).isEmpty())
        .allSatisfy(line -> assertThat(line.source()).isEqualTo("console"));
  }

  @Test
  void names_of_any_script_are_read_and_names_that_differ_by_case_are_both_good() {
    Path file =
        Read.file(
            directory,
            HEADER,
            "Ádám,console,1," + AT + ",,",
            "ádám,console,1," + AT + ",,",
            "李雷,console,1," + AT + ",,");

    List<UsageLine> lines = Read.values(UsageCsv.open(file));

    assertThat(lines)
        .extracting(line -> line.username().toString())
        .containsExactly("Ádám", "ádám", "李雷");
    assertThat(lines.get(0).username()).isEqualTo(lines.get(1).username());
  }

  @Test
  void blank_lines_are_left_out_and_counted() {
    Path file = Read.file(directory, "", HEADER, "", " \t", "ada,console,1," + AT + ",,", "", "");

    assertThat(Read.all(UsageCsv.open(file)))
        .singleElement()
        .extracting(Line::number)
        .isEqualTo(5L);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T03:26:37Z, 2026-11-21T03:26:37Z",
    "2026-11-21T03:26:37+01:00, 2026-11-21T02:26:37Z",
    "2026-11-21T03:26:37-0530, ''",
    "2026-11-21T03:26Z, 2026-11-21T03:26:00Z",
    "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
    "2026-01-31T00:00:00Z, 2026-01-31T00:00:00Z",
    "2023-02-29T00:00:00Z, ''",
    "2026-11-21T25:00:00Z, ''",
    "2026-11-21T03:26:37.1234569Z, 2026-11-21T03:26:37.123456Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z, ''",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "+10000-01-01T00:00:00Z, ''",
  })
  void times_are_read_to_the_microsecond(String written, String read) {
    Path file = Read.file(directory, HEADER, "ada,console,1," + written + ",,");

    assertThat(Read.all(UsageCsv.open(file)))
        .singleElement()
        .satisfies(
            line -> {
              if (read.isEmpty()) {
                assertThat(line).isInstanceOf(Line.Bad.class);
              } else {
                assertThat(line).isInstanceOf(Line.Good.class);
                assertThat(((Line.Good<UsageLine>) line).value().at())
                    .isEqualTo(Instant.parse(read));
              }
            });
  }

  static List<Arguments> badLines() {
    String most = "31557600000000000";
    return List.of(
        bad(
            "ada,console,1",
            "3 columns, where the header has 6; a comma within a value needs quotes around it"),
        bad(
            "ada",
            "1 column, where the header has 6; a comma within a value needs quotes around it"),
        bad(
            ",".repeat(60_000),
            "60001 columns, where the header has 6; a comma within a value needs quotes around it"),
        bad(",console,1," + AT + ",,", "the user name is empty"),
        bad(
            "a b,console,1," + AT + ",,",
            "the user name 'a b' has a character that names do not have: a letter or digit first, then letters, digits"
                + " and . _ @ + -"),
        bad(
            "a\0b,console,1," + AT + ",,",
            "the user name 'a\\u0000b' has a character that names do not have: a letter or digit first, then letters,"
                + " digits and . _ @ + -"),
        bad(
            "n".repeat(300) + ",console,1," + AT + ",,",
            "the user name 'nnnnnnnnnnnnnnnnnnnn…' has 300 characters; a name has at most 150"),
        bad(
            "ada,Console,1," + AT + ",,",
            "source is 'Console'; it is made of lower-case letters a-z, digits and hyphens, at most 40"),
        bad(
            "ada,,1," + AT + ",,",
            "source is empty; it is made of lower-case letters a-z, digits and hyphens, at most 40"),
        bad(
            "ada,con\u001b[2Jsole,1," + AT + ",,",
            "source is 'con\\u001b[2Jsole'; it is made of lower-case letters a-z, digits and hyphens, at most 40"),
        bad(
            "ada," + "s".repeat(41) + ",1," + AT + ",,",
            "source is '"
                + "s".repeat(40)
                + "…'; it is made of lower-case letters a-z, digits and hyphens, at most 40"),
        bad("ada,console,," + AT + ",,", "cpu_us is empty; it is a whole number: digits only"),
        bad("ada,console,-5," + AT + ",,", "cpu_us is '-5'; it is 0 or more"),
        bad("ada,console,1.5," + AT + ",,", "cpu_us '1.5' is not a whole number: digits only"),
        bad("ada,console,1e9," + AT + ",,", "cpu_us '1e9' is not a whole number: digits only"),
        bad("ada,console,0x1F," + AT + ",,", "cpu_us '0x1F' is not a whole number: digits only"),
        bad("ada,console,٣," + AT + ",,", "cpu_us '٣' is not a whole number: digits only"),
        bad(
            "ada,console,31557600000000001," + AT + ",,",
            "cpu_us is '31557600000000001'; it is at most " + most),
        bad(
            "ada,console,99999999999999999999," + AT + ",,",
            "cpu_us is '99999999999999999999'; it is at most " + most),
        bad(
            "ada,console," + "9".repeat(50_000) + "," + AT + ",,",
            "cpu_us has 50000 characters; is it a number?"),
        bad(
            "ada,console,-" + "9".repeat(50_000) + "," + AT + ",,",
            "cpu_us is '-" + "9".repeat(39) + "…'; it is 0 or more"),
        bad(
            "ada,console,1,2026-11-21T03:26:37,,",
            "at '2026-11-21T03:26:37' has no zone: add Z for UTC, or an offset as in 2026-11-21T03:26:37+01:00"),
        bad(
            "ada,console,1,2026-11-21,,",
            "at '2026-11-21' is not a time; write it as 2026-11-21T03:26:37Z"),
        bad(
            "ada,console,1,1795231597,,",
            "at '1795231597' is not a time; write it as 2026-11-21T03:26:37Z"),
        bad("ada,console,1,,,", "at is empty; write a time as 2026-11-21T03:26:37Z"),
        bad(
            "ada,console,1,1969-12-31T23:59:59Z,,",
            "at '1969-12-31T23:59:59Z' is out of range; years go from 1970 to 9999"),
        bad(
            "ada,console,1," + AT + ",host-1,",
            "sequence is empty; give both reporter and sequence, or neither"),
        bad(
            "ada,console,1," + AT + ",,7",
            "reporter is empty; give both reporter and sequence, or neither"),
        bad(
            "ada,console,1," + AT + ",host 1,7",
            "reporter is 'host 1'; it is made of letters A-Z and a-z, digits and . _ -, at most 100"),
        bad("ada,console,1," + AT + ",host-1,-7", "sequence is '-7'; it is 0 or more"),
        bad(
            "ada,console,1," + AT + ",host-1,9223372036854775808",
            "sequence is '9223372036854775808'; it is at most 9223372036854775807"),
        bad("ada,\"console,1," + AT + ",,", QUOTES),
        bad("ada,\"con\"sole,1," + AT + ",,", QUOTES),
        bad(
            "ada,console\r,1," + AT + ",,",
            "a carriage return stands within the line; lines end with LF or CRLF"));
  }

  private static Arguments bad(String line, String problem) {
    return Arguments.of(line, problem);
  }

  @ParameterizedTest
  @MethodSource("badLines")
  void a_bad_line_tells_its_mend_and_costs_no_other(String line, String problem) {
    String good = "ada,console,1," + AT + ",host-1,7";
    Path file = Read.file(directory, HEADER, good, line, good);

    List<Line<UsageLine>> lines = Read.all(UsageCsv.open(file));

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo(new Line.Bad<UsageLine>(3, problem));
    assertThat(lines.get(0)).isInstanceOf(Line.Good.class);
    assertThat(lines.get(2)).isInstanceOf(Line.Good.class);
  }

  @Test
  void the_largest_numbers_are_read() {
    Path file =
        Read.file(
            directory,
            HEADER,
            "ada,console,31557600000000000," + AT + ",host-1,9223372036854775807",
            "ada,console,0000000000000000000000005," + AT + ",,");

    List<UsageLine> lines = Read.values(UsageCsv.open(file));

    assertThat(lines.get(0).cpu()).isEqualTo(CpuTime.MOST);
    assertThat(lines.get(0).key()).contains(new ReportKey("host-1", Long.MAX_VALUE));
    assertThat(lines.get(1).cpu()).isEqualTo(new CpuTime(5));
  }
}
