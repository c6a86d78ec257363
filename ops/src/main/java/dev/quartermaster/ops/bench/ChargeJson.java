package dev.quartermaster.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.bench.ChargeReport.Aim;
import java.time.Duration;
import java.util.List;

/** A report of charging as programs read it. */
final class ChargeJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ChargeJson() {}

  static String of(ChargeReport report) {
    ObjectNode root = JSON.createObjectNode().put("bench", "charge");
    ChargeTrial.Size size = report.trial().size();
    root.put("accounts", size.accounts())
        .put("reporters", size.reporters())
        .put("batch", size.batch())
        .put("seconds", report.trial().time().toSeconds());
    ArrayNode sides = root.putArray("sides");
    report.sides().forEach(side -> sides.add(side(side)));
    report.settling().ifPresent(figures -> root.set("while_settling", settling(figures, size)));
    root.put("peak_heap_bytes", report.peakHeapBytes());
    ArrayNode aims = root.putArray("aims");
    report.aims().forEach(aim -> aims.add(aim(aim)));
    root.put("verified", true);
    root.set("machine", SettleJson.machine(report.machine()));
    return root.toPrettyString();
  }

  private static ObjectNode side(ChargeFigures side) {
    ObjectNode node = JSON.createObjectNode().put("side", side.side());
    ArrayNode rounds = node.putArray("rounds_records_per_s");
    side.rounds().forEach(round -> rounds.add(Math.round(round.loaded().recordsPerSecond())));
    node.put("records_per_s", Math.round(side.recordsPerSecond()));
    node.put("records", side.rounds().stream().mapToLong(round -> round.loaded().records()).sum());
    latencies(node, side.latencies());
    return node.put("node_cpu_us_per_record", side.nodeMicros())
        .put("postgres_cpu_us_per_record", side.postgresMicros());
  }

  private static ObjectNode settling(WhileSettling.Figures figures, ChargeTrial.Size size) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("overdue", size.settle())
            .put("records_per_s", Math.round(figures.recordsPerSecond()))
            .put("refused", figures.refused());
    latencies(node.putObject("alone"), figures.alone().latencies());
    latencies(node.putObject("settling"), figures.settling().latencies());
    ArrayNode took = node.putArray("settling_s");
    figures.settlingTook().forEach(each -> took.add(SideFigures.seconds(each)));
    return node;
  }

  private static void latencies(ObjectNode node, List<Duration> latencies) {
    node.put("batches", latencies.size())
        .put("p50_ms", millis(Loaded.percentile(latencies, 50)))
        .put("p99_ms", millis(Loaded.percentile(latencies, 99)))
        .put("max_ms", millis(Loaded.percentile(latencies, 100)));
  }

  private static ObjectNode aim(Aim aim) {
    return JSON.createObjectNode()
        .put("what", aim.what())
        .put("value", aim.value())
        .put(aim.most() ? "at_most" : "at_least", aim.aim())
        .put("met", aim.isMet());
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
