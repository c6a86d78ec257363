package dev.quartermaster.ops.bench;

import static dev.quartermaster.ops.bench.SideFigures.seconds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.bench.SettleReport.Ratio;
import java.time.Duration;

/** A report of settling as programs read it. */
final class SettleJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SettleJson() {}

  static String of(SettleReport report) {
    ObjectNode root = JSON.createObjectNode().put("bench", "settle");
    root.put("accounts", report.accounts());
    ArrayNode sides = root.putArray("sides");
    report.sides().forEach(side -> sides.add(side(side)));
    ArrayNode ratios = root.putArray("ratios");
    report.ratios().forEach(ratio -> ratios.add(ratio(ratio)));
    root.put("verified", true);
    root.set("machine", machine(report.machine()));
    return root.toPrettyString();
  }

  private static ObjectNode side(SideFigures side) {
    ObjectNode node = JSON.createObjectNode().put("side", side.side());
    ArrayNode rounds = node.putArray("rounds_s");
    side.rounds().forEach(round -> rounds.add(seconds(round.took())));
    node.put("median_s", seconds(side.medianTook()));
    node.put("periods", side.periods());
    node.put("periods_per_s", Math.round(side.periodsPerSecond()));
    node.put("wal_bytes", side.walBytes());
    node.put("extrapolated", side.isExtrapolated());
    if (side.isExtrapolated()) {
      node.put("sample", side.periods());
      node.put("set_up_counted", false);
    }
    node.put("all_s", seconds(side.tookForAll()));
    if (side.batches() > 0) {
      node.put("batches", side.batches());
      node.put("median_batch_ms", millis(side.medianBatch()));
      node.put("worst_batch_ms", millis(side.worstBatch()));
    }
    return node;
  }

  private static ObjectNode ratio(Ratio ratio) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("of", ratio.of())
            .put("to", ratio.to())
            .put("ratio", ratio.value());
    ratio.aim().ifPresent(aim -> aim(node, aim, ratio.value()));
    return node;
  }

  static void aim(ObjectNode node, Aim aim, double value) {
    node.put("aim", aim.text()).put("met", aim.isMet(value));
  }

  static ObjectNode machine(Machine machine) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("cores", machine.cores())
            .put("load", machine.load())
            .put("java", machine.java())
            .put("postgres", machine.postgres());
    ObjectNode settings = node.putObject("settings");
    machine.settings().forEach(settings::put);
    return node;
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
