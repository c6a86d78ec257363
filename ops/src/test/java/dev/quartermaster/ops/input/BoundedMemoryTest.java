package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads in a JVM of its own, whose heap is far smaller than the file. */
class BoundedMemoryTest {

  @TempDir Path directory;

  @Test
  void a_packed_line_of_256_megabytes_is_read_in_a_heap_of_16() throws Exception {
    Path file = packed("x".repeat(1 << 20), 256);

    assertThat(readInSmallHeap(file)).isEqualTo("good 1 bad 1");
  }

  @Test
  void the_longest_lines_there_can_be_are_read_in_a_heap_of_16() throws Exception {
    // Every line as long as a line may be, and nothing but commas.
    Path file = packed((",".repeat(ByteLines.LONGEST - 1) + "\n").repeat(16), 32);

    assertThat(readInSmallHeap(file)).isEqualTo("good 1 bad 512");
  }

  private Path packed(String megabyte, int times) throws IOException {
    Path file = directory.resolve("bomb");
    byte[] bytes = megabyte.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("username,plan\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < times; i++) {
        out.write(bytes);
      }
      out.write("\nada,free\n".getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static String readInSmallHeap(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path"),
                Counts.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** What the other JVM runs. */
  static final class Counts {

    private Counts() {}

    public static void main(String[] files) {
      long[] counts = new long[2];
      for (String file : Arrays.asList(files)) {
        try (LineReader<AccountLine> reader = AccountCsv.open(Path.of(file))) {
          reader.forEachRemaining(line -> counts[line instanceof Line.Good ? 0 : 1]++);
        }
      }
      System.out.println("good " + counts[0] + " bad " + counts[1]);
    }
  }
}
