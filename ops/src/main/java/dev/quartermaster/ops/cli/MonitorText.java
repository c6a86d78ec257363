package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.monitor.CheckIns.CheckIn;
import dev.quartermaster.alerts.monitor.MissedCheckIns.Missed;
import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Window;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;

/** A monitor as people read it: a name and a sentence a line, then what it told. */
final class MonitorText {

  private static final int MARGIN = 14;

  private final PrintStream out;
  private final MonitorDetail detail;

  private MonitorText(PrintStream out, MonitorDetail detail) {
    this.out = out;
    this.detail = detail;
  }

  static void print(PrintStream out, MonitorsShowCommand.Shown shown) {
    MonitorText text = new MonitorText(out, shown.detail());
    text.about();
    text.stands();
    shown.missed().forEach(text::missed);
    text.checkIns(shown);
  }

  private void line(String name, String says) {
    if (says.isBlank()) {
      return;
    }
    String margin = " ".repeat(MARGIN);
    String wrapped = WordUtils.wrap(says, Table.WIDTH - MARGIN, "\n" + margin, false);
    out.println((name + " ".repeat(MARGIN - name.length()) + wrapped).stripTrailing());
  }

  private void about() {
    Monitor monitor = detail.view().monitor();
    Monitor.Plan plan = monitor.plan();
    line("name", monitor.name());
    line("owner", monitor.about().owner());
    line("runbook", monitor.about().runbook());
    line("severity", monitor.about().severity().word());
    line("pings", detail.path());
    line("when", When.timetable(plan.timetable().toString()));
    line(
        "held to",
        "%s of grace; a run that told of its start ends within %s"
            .formatted(span(plan.grace()), span(plan.finishWithin())));
    plan.maintenance().ifPresent(windows -> line("maintenance", windows(windows)));
  }

  static String windows(Blackout maintenance) {
    return maintenance.windows().stream().map(Window::text).collect(Collectors.joining(", "))
        + " ("
        + maintenance.zone()
        + ")";
  }

  private void stands() {
    line(
        "state",
        detail.verdict().state().word()
            + (detail.verdict().inMaintenance() ? ", in maintenance" : ""));
    line("expected", detail.expected().map(at -> When.at(at, detail.now())).orElse("never again"));
    line("last seen", detail.last().seen().map(at -> When.at(at, detail.now())).orElse("never"));
    line(
        "last success",
        detail.last().success().map(at -> When.at(at, detail.now())).orElse("never"));
    detail.last().end().filter(end -> !end.well()).ifPresent(this::failed);
    detail.view().standing().runs().forEach(this::running);
  }

  private void failed(End end) {
    String code = end.exitCode().isPresent() ? ", exit code " + end.exitCode().getAsInt() : "";
    String said = end.line().isEmpty() ? "" : ": " + end.line();
    line("failed", When.at(end.at(), detail.now()) + code + said);
  }

  private void running(OpenRun run) {
    line("running", "since " + When.at(run.started(), detail.now()));
  }

  private void missed(Missed missed) {
    line(
        missed.fate().word(),
        When.absolute(missed.expected())
            + missed.madeUp().map(at -> ", made up for at " + When.absolute(at)).orElse(""));
  }

  private void checkIns(MonitorsShowCommand.Shown shown) {
    if (shown.checkIns().isEmpty()) {
      return;
    }
    out.println();
    Table table = new Table("AT", "KIND", ">EXIT", ">TOOK", "FROM", "SAID").giving(5, 4);
    for (CheckIn checkIn : shown.checkIns()) {
      table.row(
          When.absolute(checkIn.at()),
          checkIn.kind().word(),
          checkIn.exitCode().isPresent() ? String.valueOf(checkIn.exitCode().getAsInt()) : "-",
          checkIn.took().map(MonitorText::span).orElse("-"),
          checkIn.source(),
          checkIn.body().lastLine());
    }
    table.print(out);
  }

  private static String span(Duration span) {
    return Spans.words(span.toSeconds());
  }
}
