package dev.quartermaster.ops.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;

/** The log of a real machine, in each of its forms, with the sums that awk finds in it. */
public record RealLog(Path zip, Path plain, Path gzip) {

  static final int JOBS = 18_239;

  private static final String NAME = "data/NASA-iPSC-1993-3.1-cln.swf.zip";

  /** Microseconds of each user, by a program that shares nothing with the product. */
  private static final String AWK =
      """
      /^;/ || NF != 18 { next }
      { cpu["user-" $12] += ($6 == -1 ? $4 : $6) * $5 }
      END { for (user in cpu) printf "%s %d000000\\n", user, cpu[user] }
      """;

  /** Skips the test, and says so, when the log is not there. */
  public static RealLog unpackedTo(Path directory) throws IOException {
    Optional<Path> found = candidates().filter(Files::isRegularFile).findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "NOT TESTED on a real log: no " + NAME + "; name its folder by -Dquartermaster.shared=…");
    }
    assumeTrue(found.isPresent(), () -> "no " + NAME);
    Path zip = found.orElseThrow();
    Path plain = directory.resolve("log.swf");
    Path gzip = directory.resolve("log.swf.gz");
    try (ZipFile packed = new ZipFile(zip.toFile());
        InputStream content = packed.getInputStream(packed.entries().nextElement());
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(content, plain);
      Files.copy(plain, out);
    }
    return new RealLog(zip, plain, gzip);
  }

  private static Stream<Path> candidates() {
    String named = System.getProperty("quartermaster.shared");
    return named != null
        ? Stream.of(Path.of(named, NAME))
        : Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
            .map(folder -> folder.resolve("../shared").resolve(NAME).normalize());
  }

  /** Microseconds by user. */
  Map<String, Long> sums() throws IOException, InterruptedException {
    Process awk =
        new ProcessBuilder("awk", AWK, plain.toString()).redirectErrorStream(true).start();
    String output = new String(awk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(awk.waitFor()).as(output).isZero();
    Map<String, Long> sums = new TreeMap<>();
    output
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(fields -> sums.put(fields[0], Long.valueOf(fields[1])));
    return sums;
  }
}
