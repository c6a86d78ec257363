package dev.quartermaster.ops.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that was measured, as a page of the documentation. */
record Detections(Map<Fault, Detected> all) {

  private static final String PAGE =
      """
      # How soon somebody is paged

      Measured by `DetectionTest` with real processes: one node, one `watchdog` beside it, PostgreSQL, and a
      look-alike of PagerDuty that refuses what PagerDuty would refuse. All settings are the defaults, and the
      schedules are of each minute. The clock stops when the page is taken, not when it is sent.

      The aims: 30 s at most after the first time that was missed, and 15 s for a node that is dead.

      | fault | first page | after the fault | after the first missed time |
      |---|---|---|---|
      %s

      - Each fault is done 8 s before a planned minute. A trigger that was broken is mended by a node, and that
        is the page; where no node can, it is `ScheduleNotFiring`, 15 s after the planned time.
      - A database that is gone is waited for: a restart or a failover is over sooner.
      - A job that hangs misses its next time, a minute later. One that does nothing is found by what it stands
        for: from the moment at which an account is overdue for longer than the 15 minutes that it may be.

      `mvn -B verify -pl ops -am -Dtest=DetectionTest -Dsurefire.failIfNoSpecifiedTests=false -Dtest.args="-Ddetect.all=true -Ddetect.record=true"`
      measures anew, in some 18 minutes; `-Ddetect.only=KILLED_NODE` one of them.
      """;

  /** Writes the page; of what was not measured now it keeps the row that it has. */
  void write(Path file) throws IOException {
    List<String> before = Files.exists(file) ? Files.readAllLines(file) : List.of();
    String rows =
        Arrays.stream(Fault.values())
            .flatMap(fault -> row(fault, before).stream())
            .collect(Collectors.joining("\n"));
    Files.writeString(file, PAGE.formatted(rows));
  }

  private Optional<String> row(Fault fault, List<String> before) {
    return Optional.ofNullable(all.get(fault))
        .map(Detected::row)
        .or(
            () ->
                before.stream()
                    .filter(line -> line.startsWith("| " + fault.says() + " |"))
                    .findFirst());
  }
}
