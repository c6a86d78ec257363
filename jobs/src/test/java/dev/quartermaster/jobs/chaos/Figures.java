package dev.quartermaster.jobs.chaos;

import dev.quartermaster.jobs.node.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was seen, for people: printed, and left in target/chaos.txt. */
final class Figures {

  private final Proof proof;
  private final List<String> lines = new ArrayList<>();

  Figures(Proof proof) {
    this.proof = proof;
  }

  void add(String line) {
    lines.add(line);
  }

  void addFaults(List<Fault> plan) {
    lines.add(
        "faults: "
            + plan.stream()
                .collect(Collectors.groupingBy(Fault::kind, TreeMap::new, Collectors.counting())));
  }

  void addRuns() {
    lines.add(
        "runs: %d; batches done: %d, of them not at the first attempt: %d, failed for good: %d"
            .formatted(
                proof.count("SELECT count(*) FROM run"),
                proof.count("SELECT count(*) FROM batch WHERE state = 'done'"),
                proof.count("SELECT count(*) FROM batch WHERE state = 'done' AND attempt > 1"),
                proof.count("SELECT count(*) FROM batch WHERE state = 'failed'")));
    lines.add(
        "the longest time without a new run: %.1f s"
            .formatted(
                proof.count(
                        """
                        SELECT coalesce(max(extract(epoch FROM gap) * 1000), 0)::bigint
                          FROM (SELECT fired_at - lag(fired_at) OVER (ORDER BY fired_at) AS gap FROM run) AS g
                        """)
                    / 1000.0));
  }

  void addReports(int acknowledged, long sentAgain) {
    lines.add(
        "reports acknowledged: %d, sent again: %d; periods settled: %d"
            .formatted(
                acknowledged,
                sentAgain,
                proof.count("SELECT count(*) FROM usage_period WHERE settled_at IS NOT NULL")));
  }

  void tell() throws IOException {
    lines.forEach(System.out::println);
    Files.write(Path.of(System.getProperty("basedir", ""), "target", "chaos.txt"), lines);
  }
}
