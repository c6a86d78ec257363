package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteLinesTest {

  private static final int LONGEST = ByteLines.LONGEST;

  @TempDir Path directory;

  @Test
  void files_of_any_line_lengths_are_cut_as_a_simple_splitter_cuts_them() {
    long seed = Long.getLong("quartermaster.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 60; round++) {
      List<Integer> lengths = new ArrayList<>();
      byte[] file = randomLines(random, lengths);

      assertThat(cut(Read.bytes(directory, file)))
          .as("round %d of -Dquartermaster.seed=%d", round, seed)
          .isEqualTo(expected(lengths));
    }
  }

  /** Lengths around the buffer's edges, where mistakes are. */
  private static byte[] randomLines(SplittableRandom random, List<Integer> lengths) {
    int[] edges = {0, 1, LONGEST - 2, LONGEST, LONGEST + 2, 2 * LONGEST, 3 * LONGEST, 7 * LONGEST};
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = random.nextInt(1, 30); i > 0; i--) {
      int edge = random.nextInt(4) == 0 ? edges[random.nextInt(edges.length)] : 0;
      int length = Math.max(1, edge + random.nextInt(-3, 90));
      lengths.add(length);
      byte[] line = new byte[length];
      Arrays.fill(line, (byte) ('a' + lengths.size() % 26));
      file.writeBytes(line);
      boolean last = i == 1;
      // A carriage return counts when the line is over-long: no one looks at such a line's end.
      String lineEnd = length <= LONGEST && random.nextBoolean() ? "\r\n" : "\n";
      file.writeBytes(
          (last && random.nextBoolean() ? "" : lineEnd).getBytes(StandardCharsets.US_ASCII));
    }
    return file.toByteArray();
  }

  private static List<String> expected(List<Integer> lengths) {
    List<String> lines = new ArrayList<>();
    for (int length : lengths) {
      int number = lines.size() + 1;
      lines.add(
          length > LONGEST
              ? number
                  + " the line has "
                  + length
                  + " bytes, where a line has at most 65536; is a line break missing?"
              : number + " " + length + " of " + (char) ('a' + number % 26));
    }
    return lines;
  }

  private static List<String> cut(Path path) {
    List<String> cut = new ArrayList<>();
    try (InputFile file = InputFile.open(path)) {
      ByteLines lines = new ByteLines(file);
      while (lines.next()) {
        cut.add(lines.number() + " " + told(lines));
      }
      assertThat(lines.next()).as("the end stays the end").isFalse();
    }
    return cut;
  }

  private static String told(ByteLines lines) {
    try {
      String text = lines.text();
      assertThat(text.chars().distinct().count()).as("one letter a line").isEqualTo(1);
      return text.length() + " of " + text.charAt(0);
    } catch (BadLine e) {
      return e.problem();
    }
  }

  @Test
  void a_line_of_ten_megabytes_is_one_bad_line() {
    byte[] file = new byte[10 << 20];
    Arrays.fill(file, (byte) 'x');
    byte[] header = "username,plan\n".getBytes(StandardCharsets.UTF_8);
    byte[] last = "\nada,free\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(header, 0, file, 0, header.length);
    System.arraycopy(last, 0, file, file.length - last.length, last.length);

    List<Line<AccountLine>> lines = Read.all(AccountCsv.open(Read.bytes(directory, file)));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .isEqualTo(
            new Line.Bad<AccountLine>(
                2,
                "the line has %d bytes, where a line has at most 65536; is a line break missing?"
                    .formatted(file.length - header.length - last.length)));
    assertThat(lines.get(1).number()).isEqualTo(3);
  }
}
