package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwfLogTest {

  private static final String START = "; UnixStartTime: 1000000000";
  private static final String REST = " -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1";

  @TempDir Path directory;

  @Test
  void a_job_is_charged_to_its_user_when_it_ends() {
    Path file = Read.file(directory, "; Version: 2.2", START, "  12  100\t5 60 4 50.25" + REST);

    UsageLine line = Read.values(SwfLog.open(file)).get(0);

    assertThat(line.username()).isEqualTo(Username.of("user-7"));
    assertThat(line.source()).isEqualTo("scheduled-task");
    assertThat(line.cpu()).isEqualTo(new CpuTime(201_000_000));
    assertThat(line.at()).isEqualTo(Instant.ofEpochSecond(1_000_000_165));
    assertThat(line.key())
        .hasValueSatisfying(key -> assertThat(key.sequence()).isEqualTo(12))
        .hasValueSatisfying(key -> assertThat(key.reporter()).matches("swf-[0-9a-f]{16}"));
  }

  @ParameterizedTest
  @CsvSource({
    "5 60 4 -1, 240000000, 165",
    "-1 60 4 -1, 240000000, 160",
    "-1 -1 2 30, 60000000, 100",
    "0 0 128 0, 0, 100",
    "5 60 0 60, 0, 165",
    "0.5 1.25 1 0.0000014, 1, 101.75",
  })
  void what_is_unknown_is_taken_from_what_is_known(String fields, long micros, String after) {
    Path file = Read.file(directory, START, "1 100 " + fields + REST);

    UsageLine line = Read.values(SwfLog.open(file)).get(0);

    assertThat(line.cpu()).isEqualTo(new CpuTime(micros));
    assertThat(line.at())
        .isEqualTo(
            Instant.ofEpochSecond(1_000_000_000)
                .plusMillis((long) (Double.parseDouble(after) * 1000)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 100 5 -1 4 -1 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 4 (run time) and field 6 (average CPU time) are both -1, which is unknown: nothing to charge by",
        "1 100 5 60 -1 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 5 (allocated processors) is -1, which is unknown: nothing to charge by",
        "1 100 5 60 4 9 | -1 -1 -1 -1 1 -1 1 -1 -1 -1 -1 -1 |"
            + " field 12 (user) is -1, which is unknown: nothing to charge by",
        "-1 100 5 60 4 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 1 (job number) is -1, which is unknown: nothing to charge by",
        "1 -1 5 60 4 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 2 (submit time) is -1, which is unknown: no time to charge at",
        "1 100 5 -60 4 -1 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 | field 4 (run time) is '-60'; it is 0 or more",
        "1 100 5 60 four 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 5 (allocated processors) 'four' is not a whole number: digits only",
        "1 100 5 60 4 9 | -1 -1 | 8 fields, where a job of the Standard Workload Format has 18",
        "1 100 5 60 4 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 -1 |"
            + " 19 fields, where a job of the Standard Workload Format has 18",
        "1 100 5 60 4000000000 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " the job's CPU time is 9 s on 4000000000 processors; together it is at most 31557600000 s",
        "1 31557600000 31557600000 31557600000 1 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 | ",
        "1 1e99 5 60 4 9 | -1 -1 -1 -1 1 7 1 -1 -1 -1 -1 -1 |"
            + " field 2 (submit time) '1e99' is not a number of seconds: digits, with at most 30 after a point",
      })
  void a_job_that_cannot_be_charged_tells_why(String start, String rest, String problem) {
    Path file = Read.file(directory, START, start + " " + rest);

    List<Line<UsageLine>> lines = Read.all(SwfLog.open(file));

    if (problem == null) {
      assertThat(lines).singleElement().isInstanceOf(Line.Good.class);
    } else {
      assertThat(lines).containsExactly(new Line.Bad<>(2, problem));
    }
  }

  @Test
  void a_job_beyond_the_year_9999_is_refused() {
    Path file =
        Read.file(
            directory,
            "; UnixStartTime: 200000000000",
            "1 31557600000 31557600000 31557600000 1 9" + REST);

    assertThat(Read.problems(SwfLog.open(file)))
        .containsExactly(
            "2: the end '94672800000 s after the log's start' is out of range; years go from 1970 to 9999");
  }

  @Test
  void a_log_without_its_start_is_refused() {
    Path file = Read.file(directory, "; Version: 2.2", "1 100 5 60 4 9" + REST, START);

    assertThatThrownBy(() -> SwfLog.open(file))
        .isInstanceOf(InputProblem.class)
        .hasMessage(
            file
                + ": no UnixStartTime in the header; a line as '; UnixStartTime: 749458803' before the jobs tells when"
                + " the log begins, in seconds since 1970");
  }

  @Test
  void a_start_that_is_no_time_is_refused_on_its_line() {
    Path file = Read.file(directory, "; Version: 2.2", "; UnixStartTime: yesterday");

    assertThatThrownBy(() -> SwfLog.open(file))
        .hasMessage(file + ":2: UnixStartTime 'yesterday' is not a whole number: digits only");
  }

  @Test
  void the_header_may_be_in_any_encoding_and_comments_may_stand_between_jobs() {
    String text =
        "; Installation: Université\n;\n"
            + START
            + "\n\n1 100 5 60 4 9"
            + REST
            + "\n; half\n2 100 5 60 4 9"
            + REST;
    Path file = Read.bytes(directory, text.getBytes(StandardCharsets.ISO_8859_1));

    assertThat(Read.all(SwfLog.open(file))).extracting(Line::number).containsExactly(5L, 7L);
    assertThat(Read.values(SwfLog.open(file))).hasSize(2);
  }

  @Test
  void a_log_is_known_by_its_header_whatever_its_line_ends() {
    String text = "; Computer: A\n" + START + "\n1 100 5 60 4 9" + REST + "\n";

    String reporter = reporter(text);

    assertThat(reporter(text.replace("\n", "\r\n"))).isEqualTo(reporter);
    assertThat(reporter(text + "2 100 5 60 4 9" + REST)).isEqualTo(reporter);
    assertThat(reporter(text.replace("Computer: A", "Computer: B"))).isNotEqualTo(reporter);
  }

  private String reporter(String text) {
    Path file = Read.bytes(directory, text.getBytes(StandardCharsets.UTF_8));
    return Read.values(SwfLog.open(file)).get(0).key().orElseThrow().reporter();
  }
}
