package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Last;
import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a verdict has people told: pure. */
final class MonitorConditions {

  static final String NOT_SEEN = "MonitorNotSeen";
  static final String FAILED = "MonitorFailed";
  static final String NOT_FINISHED = "MonitorNotFinished";

  /**
   * The label of what is found during maintenance: its value says whose, and nobody is to be paged.
   */
  static final String MAINTENANCE = "maintenance";

  private final Monitor monitor;
  private final Standing standing;
  private final Verdict verdict;
  private final Told told;

  private MonitorConditions(MonitorView view, Verdict verdict, Instant now) {
    this.monitor = view.monitor();
    this.standing = view.standing();
    this.verdict = verdict;
    this.told = Told.by(monitor.plan().timetable(), now);
  }

  static List<Condition> of(MonitorView view, Verdict verdict, Instant now) {
    MonitorConditions its = new MonitorConditions(view, verdict, now);
    return Stream.of(
            verdict.missing().map(its::notSeen),
            verdict.failed().map(its::failed),
            verdict.overdue().stream().findFirst().map(its::notFinished))
        .flatMap(Optional::stream)
        .toList();
  }

  private Condition notSeen(Missing missing) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("expected", missing.since().toString());
    details.put("late by", Told.span(Duration.between(missing.since(), told.now())));
    details.put("missed", String.valueOf(missing.count()));
    details.put("grace", Told.span(monitor.plan().grace()));
    String more = missing.count() == 1 ? "" : ", and %,d more since".formatted(missing.count() - 1);
    String summary =
        "%s has not checked in: expected at %s (%s), %s%s; %s"
            .formatted(
                monitor.name(),
                told.at(missing.since()),
                told.zoneName(),
                told.ago(missing.since()),
                more,
                lastSeen());
    return condition(NOT_SEEN, missing.since(), summary, details);
  }

  private String lastSeen() {
    return standing.last().seen().map(at -> "last seen " + told.at(at)).orElse("never seen yet");
  }

  private Condition failed(End end) {
    String code = end.exitCode().isPresent() ? " with exit code " + end.exitCode().getAsInt() : "";
    String line = end.line().isEmpty() ? "" : ": " + end.line();
    String summary =
        "%s failed%s at %s (%s), %s%s"
            .formatted(
                monitor.name(), code, told.at(end.at()), told.zoneName(), told.ago(end.at()), line);
    return condition(FAILED, end.at(), summary, new LinkedHashMap<>());
  }

  private Condition notFinished(OpenRun oldest) {
    Plan plan = monitor.plan();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("started", oldest.started().toString());
    details.put("finish within", Told.span(plan.finishWithin()));
    if (!oldest.rid().equals(Arrival.NO_RID)) {
      details.put("rid", oldest.rid());
    }
    details.put("runs not ended", String.valueOf(verdict.overdue().size()));
    String summary =
        "%s was begun at %s (%s), %s, and has not ended: it may take %s"
            .formatted(
                monitor.name(),
                told.at(oldest.started()),
                told.zoneName(),
                told.ago(oldest.started()),
                Told.span(plan.finishWithin()));
    return condition(NOT_FINISHED, oldest.started().plus(plan.finishWithin()), summary, details);
  }

  /** Its grace is over already: nothing is waited for. */
  private Condition condition(
      String name, Instant since, String summary, Map<String, String> details) {
    about(details);
    About about = monitor.about();
    return new Condition(
        new Cause(name, monitor.name()),
        about.severity(),
        since,
        Duration.ZERO,
        new Condition.Text(
            summary,
            details,
            labels(),
            Optional.of(about.runbook()).filter(runbook -> !runbook.isBlank())));
  }

  private void about(Map<String, String> details) {
    Last last = standing.last();
    details.put("last check-in", last.seen().map(Instant::toString).orElse("none yet"));
    details.put("last success", last.success().map(Instant::toString).orElse("none yet"));
    last.end().ifPresent(end -> end(end, details));
  }

  private static void end(End end, Map<String, String> details) {
    end.exitCode().ifPresent(code -> details.put("exit code", String.valueOf(code)));
    end.took().ifPresent(took -> details.put("took", Told.span(took)));
    if (!end.line().isEmpty()) {
      details.put("last line", end.line());
    }
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("monitor", monitor.name());
    if (!monitor.about().owner().isBlank()) {
      labels.put("owner", monitor.about().owner());
    }
    if (verdict.inMaintenance()) {
      labels.put(MAINTENANCE, monitor.name());
    }
    return labels;
  }
}
