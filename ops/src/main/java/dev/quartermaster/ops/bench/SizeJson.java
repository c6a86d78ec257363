package dev.quartermaster.ops.bench;

import static dev.quartermaster.ops.bench.SideFigures.seconds;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A report of several sizes as programs read it. */
final class SizeJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SizeJson() {}

  static String of(SizeReport report) {
    ObjectNode root = JSON.createObjectNode().put("bench", "settle");
    ArrayNode sizes = root.putArray("sizes");
    report.sizes().forEach(size -> sizes.add(size(size)));
    root.put("dearest_to_cheapest", report.spread());
    SettleJson.aim(root, SizeReport.AIM, report.spread());
    root.put("verified", true);
    root.set("machine", SettleJson.machine(report.machine()));
    return root.toPrettyString();
  }

  private static ObjectNode size(SideFigures size) {
    ObjectNode node = JSON.createObjectNode().put("accounts", size.all());
    node.put("rounds", size.rounds().size());
    ArrayNode rounds = node.putArray("rounds_s");
    size.rounds().forEach(round -> rounds.add(seconds(round.took())));
    node.put("median_s", seconds(size.medianTook()));
    node.put("us_per_account", size.microsPerPeriod());
    node.put("wal_bytes", size.walBytes());
    return node;
  }
}
