package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.monitor.Gap;
import dev.quartermaster.alerts.monitor.Listening;
import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.monitor.MonitorView;
import dev.quartermaster.alerts.monitor.Monitors;
import dev.quartermaster.alerts.monitor.Standing;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Verdict;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A monitor, and how it stands at a moment. */
record MonitorDetail(MonitorView view, Verdict verdict, Instant now) {

  static List<MonitorDetail> all(Handle handle) {
    List<Gap> gaps = Listening.gaps(handle);
    Instant now = DatabaseClock.now(handle);
    return Monitors.all(handle).stream().map(view -> of(view, gaps, now)).toList();
  }

  static Optional<MonitorDetail> find(Handle handle, String name) {
    List<Gap> gaps = Listening.gaps(handle);
    Instant now = DatabaseClock.now(handle);
    return Monitors.find(handle, name).map(view -> of(view, gaps, now));
  }

  private static MonitorDetail of(MonitorView view, List<Gap> gaps, Instant now) {
    return new MonitorDetail(view, view.judge(gaps, now), now);
  }

  /** What did not come, or what comes next; empty when nothing ever does. */
  Optional<Instant> expected() {
    return verdict
        .missing()
        .map(Missing::since)
        .or(() -> Optional.of(verdict.passed().expected()))
        .filter(at -> !at.equals(Instant.MAX));
  }

  Standing.Last last() {
    return view.standing().last();
  }

  String path() {
    return "/ping/" + view.monitor().pingKey();
  }

  ObjectNode json() {
    Monitor monitor = view.monitor();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", monitor.name());
    json.put("state", verdict.state().word());
    json.put("in_maintenance", verdict.inMaintenance());
    json.put("path", path());
    json.put("timetable", monitor.plan().timetable().definition());
    json.put("grace_s", monitor.plan().grace().toSeconds());
    json.put("finish_within_s", monitor.plan().finishWithin().toSeconds());
    json.put("severity", monitor.about().severity().word());
    json.put("owner", monitor.about().owner());
    json.put("runbook", monitor.about().runbook());
    time(json, "expected_at", expected());
    json.put("missed", verdict.missing().map(Missing::count).orElse(0L));
    time(json, "last_seen_at", last().seen());
    time(json, "last_success_at", last().success());
    time(json, "last_end_at", last().end().map(End::at));
    json.put(
        "last_exit_code",
        last()
            .end()
            .map(End::exitCode)
            .filter(code -> code.isPresent())
            .map(c -> c.getAsInt())
            .orElse(null));
    json.put("last_line", last().end().map(End::line).orElse(null));
    json.put("took_ms", last().end().flatMap(End::took).map(Duration::toMillis).orElse(null));
    return json.put("running", view.standing().runs().size());
  }

  static void time(ObjectNode json, String key, Optional<Instant> at) {
    json.put(key, at.map(Instant::toString).orElse(null));
  }
}
