package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileFileTest {

  private static final int LINES = 20_000;

  /** What the formats are made of, and what breaks parsers: bytes that are no UTF-8 among it. */
  private static final List<byte[]> PIECES =
      List.of(
          utf8(","),
          utf8("\""),
          utf8("\"\""),
          utf8(" "),
          utf8("\t"),
          utf8("\r"),
          utf8("\0"),
          utf8("-"),
          utf8("."),
          utf8("ada"),
          utf8("console"),
          utf8("free"),
          utf8("1200"),
          utf8("-1"),
          utf8("1e9"),
          utf8(";"),
          utf8("é"),
          utf8("\u2028"),
          utf8("\u202e"),
          utf8("\u001b[2J"),
          utf8("😀"),
          utf8("\ufeff"),
          utf8("2026-11-21T03:26:37Z"),
          utf8("9".repeat(30)),
          utf8("Europe/London"),
          new byte[] {(byte) 0xff},
          new byte[] {(byte) 0xc3});

  @TempDir Path directory;

  private final long seed = Long.getLong("quartermaster.seed", new SplittableRandom().nextLong());

  @Test
  void whatever_a_usage_file_holds_each_line_is_good_or_tells_its_mend() {
    eachLineIsTold("username,source,cpu_us,at,reporter,sequence\n", UsageCsv::open);
  }

  @Test
  void whatever_an_account_file_holds_each_line_is_good_or_tells_its_mend() {
    eachLineIsTold("username,plan,allowance_s,reset_at,zone\n", AccountCsv::open);
  }

  @Test
  void whatever_a_log_holds_each_line_is_good_or_tells_its_mend() {
    eachLineIsTold("; UnixStartTime: 1000000000\n", SwfLog::open);
  }

  private <T> void eachLineIsTold(String header, Function<Path, LineReader<T>> open) {
    Path file = Read.bytes(directory, randomFile(header));

    List<Line<T>> lines = Read.all(open.apply(file));

    // A few are blank or comments.
    assertThat(lines).as("-Dquartermaster.seed=%d", seed).hasSizeBetween(LINES * 3 / 4, LINES);
    assertThat(lines)
        .as("-Dquartermaster.seed=%d", seed)
        .allSatisfy(
            line -> {
              if (line instanceof Line.Bad<T> bad) {
                assertThat(bad.problem())
                    .isNotBlank()
                    .hasSizeLessThan(500)
                    .isEqualTo(Shown.plain(bad.problem()));
              }
            });
  }

  private byte[] randomFile(String header) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(utf8(header));
    for (int i = 0; i < LINES; i++) {
      for (int pieces = random.nextInt(1, 24); pieces > 0; pieces--) {
        // Commas and blanks often, so that fields come out right by chance.
        int separator = random.nextInt(4);
        file.writeBytes(
            separator == 0
                ? utf8(",")
                : separator == 1 ? utf8(" ") : PIECES.get(random.nextInt(PIECES.size())));
      }
      file.write('\n');
    }
    return file.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
