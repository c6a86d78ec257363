package dev.quartermaster.ops.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Drilled.Taken;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.run.Drills.Drill;
import dev.quartermaster.jobs.run.Drills.Frozen;
import java.time.Instant;
import java.util.Optional;

/** The status as users' scripts read it: {@code status --json} and {@code GET /api/v1/status}. */
public final class StatusJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StatusJson() {}

  public static ObjectNode of(Status status) {
    ObjectNode root = JSON.objectNode();
    root.put("region", status.region());
    root.put("at", status.at().toString());
    root.put("ok", status.ok());
    ArrayNode problems = root.putArray("problems");
    status.problems().forEach(problems::add);
    ArrayNode doing = root.putArray("doing");
    status.remedy().doing().forEach(doing::add);
    ArrayNode nodes = root.putObject("cluster").putArray("nodes");
    status.nodes().forEach(node -> nodes.add(node(node)));
    ArrayNode schedules = root.putArray("schedules");
    status.schedules().forEach(schedule -> schedules.add(schedule(schedule)));
    root.set("quota", quota(status.quota()));
    ArrayNode alerts = root.putArray("alerts");
    status.alerts().forEach(alert -> alerts.add(AlertJson.of(alert)));
    ObjectNode path = root.putObject("alert_path");
    time(path, "last_proved_at", status.alertPath().lastProvedAt());
    path.put("ok", status.alertPath().ok());
    path.set("drill", status.alertPath().drill().map(StatusJson::drill).orElse(null));
    return root;
  }

  private static ObjectNode drill(Drill drill) {
    ObjectNode json = JSON.objectNode();
    json.put("begun_at", drill.begun().toString());
    time(json, "frozen_at", drill.frozen().map(Frozen::at));
    time(json, "missed_at", drill.frozen().map(Frozen::missed));
    time(json, "found_at", drill.found());
    time(json, "paged_at", drill.taken().map(Taken::paged));
    json.put("channel", drill.taken().map(Taken::channel).orElse(null));
    json.put(
        "paged_after_s", drill.pagedAfter().map(took -> took.toMillis() / 1000.0).orElse(null));
    return json;
  }

  private static ObjectNode node(Status.NodeStatus node) {
    return JSON.objectNode()
        .put("name", node.name())
        .put("state", node.state())
        .put("last_heartbeat_at", node.lastHeartbeatAt().toString())
        .put("version", node.version());
  }

  private static ObjectNode schedule(Status.ScheduleStatus schedule) {
    ObjectNode json = JSON.objectNode();
    json.put("name", schedule.name());
    json.put("state", schedule.state());
    time(json, "last_fired_at", schedule.lastFiredAt());
    time(json, "next_fire_at", schedule.nextFireAt());
    json.put("late_by_s", schedule.lateBySeconds());
    json.put("running", schedule.running());
    json.put("last_outcome", schedule.lastOutcome().orElse(null));
    json.put("pace", schedule.load().pace().orElse(null));
    json.put("backlog", schedule.load().arrivals().map(Arrivals::says).orElse(null));
    json.put("set_aside", schedule.load().setAside());
    return json;
  }

  private static ObjectNode quota(Status.Quota quota) {
    ObjectNode json = JSON.objectNode();
    json.put("accounts", quota.accounts());
    json.put("in_tarpit", quota.inTarpit());
    json.put("overdue", quota.overdue());
    json.put("oldest_overdue_s", quota.oldestOverdueSeconds());
    if (quota.etaSeconds().isPresent()) {
      json.put("eta_s", quota.etaSeconds().getAsLong());
    } else {
      json.putNull("eta_s");
    }
    return json;
  }

  private static void time(ObjectNode json, String key, Optional<Instant> at) {
    json.put(key, at.map(Instant::toString).orElse(null));
  }
}
