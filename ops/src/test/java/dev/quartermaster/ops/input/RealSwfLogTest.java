package dev.quartermaster.ops.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real log of three months, counted by awk too. */
class RealSwfLogTest {

  private static final String NAME = "data/NASA-iPSC-1993-3.1-cln.swf.zip";

  /**
   * Microseconds of each user, and the last moment, by a program that shares nothing with the
   * reader.
   */
  private static final String AWK =
      """
      /^; UnixStartTime:/ { start = $3 }
      /^;/ || NF != 18 { next }
      { each = $6 == -1 ? $4 : $6
        at = start + $2 + ($3 > 0 ? $3 : 0) + ($4 > 0 ? $4 : 0)
        jobs["user-" $12]++; cpu["user-" $12] += each * $5; if (at > last["user-" $12]) last["user-" $12] = at }
      END { for (user in cpu) printf "%s %d %d000000 %d\\n", user, jobs[user], cpu[user], last[user] }
      """;

  @TempDir Path directory;
  private Path packed;

  @BeforeEach
  void find_the_log() {
    Optional<Path> found = candidates().filter(Files::isRegularFile).findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "NOT TESTED on a real log: no " + NAME + "; name its folder by -Dquartermaster.shared=…");
    }
    assumeTrue(
        found.isPresent(), () -> "no " + NAME + "; name its folder by -Dquartermaster.shared=…");
    packed = found.orElseThrow();
  }

  private static Stream<Path> candidates() {
    String named = System.getProperty("quartermaster.shared");
    return named != null
        ? Stream.of(Path.of(named, NAME))
        : Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
            .map(folder -> folder.resolve("../shared").resolve(NAME).normalize());
  }

  @Test
  void every_user_of_a_real_log_gets_what_awk_counts() throws Exception {
    List<UsageLine> jobs = Read.values(SwfLog.open(packed));

    assertThat(jobs).hasSize(18_239);
    assertThat(totals(jobs)).isEqualTo(awk(unpacked()));
  }

  @Test
  void each_job_of_a_real_log_has_a_key_of_its_own_and_the_same_when_read_again() {
    List<UsageLine> jobs = Read.values(SwfLog.open(packed));

    assertThat(new HashSet<>(jobs.stream().map(UsageLine::key).toList())).hasSize(18_239);
    assertThat(Read.values(SwfLog.open(packed))).isEqualTo(jobs);
  }

  private static Map<String, String> totals(List<UsageLine> jobs) {
    Map<String, long[]> sums = new TreeMap<>();
    for (UsageLine job : jobs) {
      long[] sum = sums.computeIfAbsent(job.username().toString(), user -> new long[3]);
      sum[0]++;
      sum[1] += job.cpu().micros();
      sum[2] = Math.max(sum[2], job.at().getEpochSecond());
    }
    Map<String, String> totals = new TreeMap<>();
    sums.forEach((user, sum) -> totals.put(user, sum[0] + " " + sum[1] + " " + sum[2]));
    return totals;
  }

  private Path unpacked() throws IOException {
    Path file = directory.resolve("log.swf");
    try (ZipFile zip = new ZipFile(packed.toFile());
        InputStream content = zip.getInputStream(zip.entries().nextElement())) {
      Files.copy(content, file);
    }
    return file;
  }

  private static Map<String, String> awk(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("awk", AWK, file.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    Map<String, String> totals = new TreeMap<>();
    output
        .lines()
        .forEach(
            line ->
                totals.put(
                    line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    return totals;
  }
}
