package dev.quartermaster.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.bench.AdminReport.Figures;
import java.util.List;

/** A report of acts on all accounts as programs read it. */
final class AdminJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AdminJson() {}

  static String of(AdminReport report) {
    ObjectNode root = JSON.createObjectNode().put("bench", "admin");
    root.put("accounts", report.accounts());
    report.p99Alone().ifPresent(p99 -> root.put("p99_alone_ms", p99.toNanos() / 1e6));
    ArrayNode ways = root.putArray("ways");
    report.ways().forEach(figures -> ways.add(way(figures, report)));
    root.put("verified", true);
    root.set("machine", SettleJson.machine(report.machine()));
    return root.toPrettyString();
  }

  private static ObjectNode way(Figures figures, AdminReport report) {
    ObjectNode node = JSON.createObjectNode().put("way", figures.way().title());
    rounds(node.putArray("bulk_s"), figures.bulk());
    rounds(node.putArray("statement_s"), figures.statement());
    SettleJson.aim(node.put("ratio", figures.ratio()), AdminReport.RATIO, figures.ratio());
    ObjectNode hold = node.putObject("worst_hold").put("ms", figures.worstHoldMs());
    SettleJson.aim(hold, AdminReport.WORST_HOLD_MS, figures.worstHoldMs());
    figures
        .beside()
        .ifPresent(
            beside -> {
              double p99 = beside.p99().toNanos() / 1e6;
              double ratio = p99 / (report.p99Alone().orElseThrow().toNanos() / 1e6);
              ObjectNode charges = node.putObject("charges").put("p99_ms", p99).put("ratio", ratio);
              charges.put("took_s", SideFigures.seconds(beside.bulk().took()));
              SettleJson.aim(charges, AdminReport.CHARGES, ratio);
            });
    return node;
  }

  private static void rounds(ArrayNode array, List<Measured> rounds) {
    rounds.forEach(round -> array.add(SideFigures.seconds(round.took())));
  }
}
