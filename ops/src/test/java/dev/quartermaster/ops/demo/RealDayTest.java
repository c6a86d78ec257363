package dev.quartermaster.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.importing.RealLog;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Computes the resource from the log once more, as it says there. */
class RealDayTest {

  /** {@code UnixStartTime} and {@code TimeZone} of the log's header. */
  private static final Instant START = Instant.ofEpochSecond(749_458_803);

  private static final ZoneOffset ZONE = ZoneOffset.ofHours(-8);

  @TempDir Path directory;

  private List<Job> jobs;

  /** One job: who, when by the clock on the wall, and CPU seconds of all processors. */
  private record Job(String user, OffsetDateTime begun, long cpuSeconds) {
    static Job of(String line) {
      String[] fields = line.strip().split("\\s+", -1);
      long average = Long.parseLong(fields[5]);
      long each = average < 0 ? Long.parseLong(fields[3]) : average;
      long after = Long.parseLong(fields[1]) + Math.max(0, Long.parseLong(fields[2]));
      return new Job(
          fields[11], START.plusSeconds(after).atOffset(ZONE), each * Long.parseLong(fields[4]));
    }
  }

  @BeforeEach
  void given() throws IOException {
    Path log = RealLog.unpackedTo(directory).plain();
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      jobs = lines.filter(line -> !line.startsWith(";") && !line.isBlank()).map(Job::of).toList();
    }
  }

  private static String shipped(String key) throws IOException {
    Properties properties = new Properties();
    try (InputStream resource =
        Objects.requireNonNull(RealDay.class.getResourceAsStream("day.properties"))) {
      properties.load(resource);
    }
    return properties.getProperty(key);
  }

  @Test
  void the_quantiles_are_those_of_the_real_log() throws IOException {
    Map<String, Long> days = new HashMap<>();
    jobs.stream()
        .filter(job -> job.cpuSeconds() > 0)
        .forEach(
            job ->
                days.merge(
                    job.user() + " " + job.begun().toLocalDate(), job.cpuSeconds(), Long::sum));
    long[] sorted = days.values().stream().mapToLong(Long::longValue).sorted().toArray();
    double median = sorted[(sorted.length - 1) / 2];

    String quantiles =
        IntStream.rangeClosed(0, 20)
            .mapToObj(nth -> rounded(sorted[nth * (sorted.length - 1) / 20] / median, 3))
            .collect(Collectors.joining(","));

    assertThat(sorted).hasSize(1_264);
    assertThat(shipped("quantiles")).isEqualTo(quantiles);
  }

  @Test
  void the_hours_of_the_day_are_those_of_the_real_log() throws IOException {
    double[] hours = new double[24];
    jobs.forEach(job -> hours[job.begun().getHour()] += job.cpuSeconds());
    double all = Arrays.stream(hours).sum();

    String shares =
        Arrays.stream(hours)
            .mapToObj(hour -> rounded(hour / all, 4))
            .collect(Collectors.joining(","));

    assertThat(shipped("hours")).isEqualTo(shares);
  }

  private static String rounded(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
