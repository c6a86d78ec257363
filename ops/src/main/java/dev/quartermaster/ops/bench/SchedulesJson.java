package dev.quartermaster.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.bench.SchedulesReport.Trial;
import java.time.Duration;
import java.util.List;

/** A report of firing as programs read it. */
final class SchedulesJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SchedulesJson() {}

  static String of(SchedulesReport report) {
    ObjectNode root = JSON.createObjectNode().put("bench", "schedules");
    root.put("nodes", 2).put("minutes", report.minutes());
    ArrayNode trials = root.putArray("trials");
    report.trials().forEach(trial -> trials.add(trial(trial)));
    return root.toPrettyString();
  }

  private static ObjectNode trial(Trial trial) {
    ObjectNode node = JSON.createObjectNode().put("schedules", trial.schedules());
    ArrayNode sides = node.putArray("sides");
    sides.add(side(FiringSide.OURS, trial.ours()));
    sides.add(side(FiringSide.PLAIN_QUARTZ, trial.plain()));
    ArrayNode ratios = node.putArray("plain_to_ours");
    for (int i = 0; i < trial.ours().size(); i++) {
      ratios.add(ratio(trial.plain().get(i), trial.ours().get(i)));
    }
    trial
        .isMet()
        .ifPresent(met -> node.put("aim_p99_ms", millis(SchedulesReport.AIM)).put("met", met));
    node.set("machine", SettleJson.machine(trial.machine()));
    return node;
  }

  private static ObjectNode side(FiringSide side, List<Lateness> latenesses) {
    ObjectNode node = JSON.createObjectNode().put("side", side.text());
    for (Lateness lateness : latenesses) {
      node.putObject("each_" + lateness.every())
          .put("planned", lateness.planned())
          .put("lost", lateness.lost())
          .put("doubled", lateness.doubled())
          .put("p50_ms", millis(lateness.p50()))
          .put("p99_ms", millis(lateness.p99()))
          .put("max_ms", millis(lateness.max()));
    }
    return node;
  }

  private static ObjectNode ratio(Lateness plain, Lateness ours) {
    ObjectNode node = JSON.createObjectNode().put("each", ours.every());
    SchedulesReport.ratio(plain.p50(), ours.p50()).ifPresent(ratio -> node.put("p50", ratio));
    SchedulesReport.ratio(plain.p99(), ours.p99()).ifPresent(ratio -> node.put("p99", ratio));
    SchedulesReport.ratio(plain.max(), ours.max()).ifPresent(ratio -> node.put("max", ratio));
    return node;
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
