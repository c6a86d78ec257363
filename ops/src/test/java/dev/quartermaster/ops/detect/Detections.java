package dev.quartermaster.ops.detect;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured of one side, as a page of the documentation. */
final class Detections {

  /** Whose figures they are. */
  enum Side {
    OURS("Quartermaster's figures are of "),
    PLAIN("Plain Quartz's are of ");

    private final String begin;

    Side(String begin) {
      this.begin = begin;
    }
  }

  private static final String PAGE =
      """
      # How soon somebody is paged

      Measured by `DetectionTest` with real processes: one node, one `watchdog` beside it, PostgreSQL. All settings are
      the defaults, and the schedules are of each minute. Each fault is done at once to three such installations on one
      server, which page by one way each: a look-alike of PagerDuty that refuses what PagerDuty would refuse, a real
      mail server (GreenMail), and Debian's Alertmanager set up as [Paging](paging.md#by-prometheus) has it. The clock
      stops when the page is taken by the first two, and when the third has told its webhook. Debian's Prometheus
      scrapes one of the nodes and applies [rules.yml](../prometheus/rules.yml), both each 15 s, for at most three minutes.

      Times are from the fault on; the aims are 30 s at most after the first time that was missed, and 15 s for a node
      that is dead. %s
      %s

      | fault | %s |
      |---|%s
      %s

      - Each fault is done 8 s before a planned minute. A trigger that was broken is mended by a node, and that
        is the page; where no node can, it is `ScheduleNotFiring`, 15 s after the planned time. The time after the first
        missed one is that of the slowest way.
      - A database that is gone is waited for, ten seconds: a restart or a failover is over sooner.
      - A job that hangs misses its next time, a minute later. One that does nothing is found by what it stands
        for: from the moment at which an account is overdue for longer than the 15 minutes that it may be.
      - Rules of Prometheus see what `/metrics` tells. Of a node that is gone nothing is told, which counts after two minutes.
      - Plain Quartz is one node with its defaults (ten threads, `JobStoreTX`, clustered) and jobs of each minute, by
        `PlainQuartzTest`. It pages nobody; what stands there is what its log says at WARN or ERROR in those minutes, its
        pool's included, for whoever reads it. At work again means: the job that was hit does its work by itself, while the
        fault lasts, within three minutes after the first missed time.

      `mvn -B verify -pl ops -am -Dtest=DetectionTest,PlainQuartzTest -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args="-Ddetect.all=true -Ddetect.record=true"`
      measures anew, in some 30 minutes; `-Ddetect.only=KILLED_NODE` one of them.
      """;

  private static final Pattern BAR = Pattern.compile("\\|");

  private final Side side;
  private final Map<Fault, Map<Column, String>> cells = new EnumMap<>(Fault.class);
  private final DoubleSummaryStatistics load = new DoubleSummaryStatistics();

  Detections(Side side) {
    this.side = side;
  }

  /** Notes it, and how busy the machine is now. */
  void put(Fault fault, Map<Column, String> measured) {
    cells.put(fault, measured);
    load.accept(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Writes the page, if so told; of what was not measured now it keeps what it has. */
  void recordIfWanted() throws IOException {
    if (Boolean.getBoolean("detect.record")) {
      write(Path.of("docs", "detection.md"));
    }
  }

  private void write(Path file) throws IOException {
    List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();
    Files.writeString(
        file,
        PAGE.formatted(
            of(Side.OURS, before),
            of(Side.PLAIN, before),
            Arrays.stream(Column.values()).map(Column::says).collect(Collectors.joining(" | ")),
            "---|".repeat(Column.values().length),
            Arrays.stream(Fault.values())
                .map(fault -> row(fault, before))
                .collect(Collectors.joining("\n"))));
  }

  private String of(Side whose, List<String> before) {
    String now =
        "%s%s, on %d cores at a load average of %.1f to %.1f."
            .formatted(
                whose.begin,
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                load.getMin(),
                load.getMax());
    return whose == side
        ? now
        : before.stream()
            .filter(line -> line.contains(whose.begin))
            .map(line -> line.substring(line.indexOf(whose.begin)))
            .findFirst()
            .orElse("");
  }

  private String row(Fault fault, List<String> before) {
    List<String> had =
        before.stream()
            .filter(line -> line.startsWith("| " + fault.says() + " |"))
            .findFirst()
            .map(line -> BAR.splitAsStream(line).toList())
            .orElse(List.of());
    Stream<String> row = Arrays.stream(Column.values()).map(column -> cell(fault, column, had));
    return "| %s | %s |".formatted(fault.says(), row.collect(Collectors.joining(" | ")));
  }

  private String cell(Fault fault, Column column, List<String> had) {
    int place = EnumSet.range(Column.ALERT, column).size() + 1;
    boolean isWhole = had.size() == Column.values().length + 2;
    return Optional.ofNullable(cells.getOrDefault(fault, Map.of()).get(column))
        .orElse(isWhole ? had.get(place).strip() : "");
  }
}
