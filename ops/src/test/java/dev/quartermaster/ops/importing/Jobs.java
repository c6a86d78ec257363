package dev.quartermaster.ops.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The jobs of a log, read and added up without the product's own code. */
record Jobs(List<Job> all) {

  private static final String START = "; UnixStartTime: ";

  /**
   * One line.
   *
   * @param at when it ended
   */
  record Job(String user, long cpuMicros, Instant at) {

    private String day() {
      return at.toString().substring(0, 10);
    }

    /** As a reporter sends it. */
    String json() {
      return "{\"username\":\"%s\",\"source\":\"scheduled-task\",\"cpu_us\":%d,\"at\":\"%s\"}"
          .formatted(user, cpuMicros, at);
    }
  }

  static Jobs of(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    Instant start =
        lines.stream()
            .filter(line -> line.startsWith(START))
            .map(
                line ->
                    Instant.ofEpochSecond(Long.parseLong(line.substring(START.length()).strip())))
            .findFirst()
            .orElseThrow();
    return new Jobs(
        lines.stream()
            .filter(line -> !line.startsWith(";"))
            .map(line -> job(start, line))
            .toList());
  }

  private static Job job(Instant start, String line) {
    long[] fields = Stream.of(line.strip().split(" +")).mapToLong(Long::parseLong).toArray();
    long run = fields[3];
    long cpu = fields[5] < 0 ? run : fields[5];
    return new Job(
        "user-" + fields[11],
        cpu * fields[4] * 1_000_000,
        start.plusSeconds(fields[1] + Math.max(0, fields[2]) + Math.max(0, run)));
  }

  Stream<String> users() {
    return all.stream().map(Job::user).distinct();
  }

  /** Microseconds by user and day, which is the period: from midnight to midnight, UTC. */
  Map<String, Long> sums() {
    Map<String, Long> sums = new TreeMap<>();
    all.forEach(
        job -> sums.merge(job.user() + " " + job.day() + "T00:00:00", job.cpuMicros(), Long::sum));
    return sums;
  }
}
