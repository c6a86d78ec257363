package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.monitor.CheckIns;
import dev.quartermaster.alerts.monitor.CheckIns.CheckIn;
import dev.quartermaster.alerts.monitor.MissedCheckIns;
import dev.quartermaster.alerts.monitor.MissedCheckIns.Missed;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Nearest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "What is expected of a monitor, how it stands, and what it told last.",
    footer = {
      "  quartermaster monitors show backup",
      "  quartermaster monitors show backup --limit 100"
    },
    mixinStandardHelpOptions = true)
final class MonitorsShowCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "NAME", description = "The monitor's name.")
  private String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many of its newest check-ins (default: ${DEFAULT-VALUE}; 100 are kept).",
      defaultValue = "10")
  private int limit;

  /** All that is shown of it. */
  record Shown(MonitorDetail detail, List<CheckIn> checkIns, List<Missed> missed) {}

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new BadInput("--limit %d is no number of check-ins; give 1 or more".formatted(limit));
    }
    try (Session session = where.look()) {
      Shown shown = session.database().transaction(handle -> read(handle, session));
      output.print(json(shown), out -> MonitorText.print(out, shown));
    }
    return ExitCode.DONE;
  }

  private Shown read(Handle handle, Session session) {
    MonitorDetail detail =
        MonitorDetail.find(handle, name).orElseThrow(() -> unknown(handle, session));
    return new Shown(
        detail, CheckIns.newest(handle, name, limit), MissedCheckIns.newest(handle, name, limit));
  }

  private BadInput unknown(Handle handle, Session session) {
    if (session.installation().configuration().monitors().containsKey(name)) {
      return new BadInput(
          "monitor '%s' is in the configuration, but no node has declared it yet: start one, or wait until it has read the file"
              .formatted(name));
    }
    List<String> known =
        MonitorDetail.all(handle).stream().map(one -> one.view().monitor().name()).toList();
    return new BadInput("there is no monitor '%s'%s".formatted(name, Nearest.mend(name, known)));
  }

  private static ObjectNode json(Shown shown) {
    ObjectNode json = shown.detail().json();
    ArrayNode checkIns = json.putArray("check_ins");
    shown.checkIns().forEach(checkIn -> json(checkIns.addObject(), checkIn));
    ArrayNode missed = json.putArray("missed_check_ins");
    shown.missed().forEach(one -> json(missed.addObject(), one));
    return json;
  }

  private static void json(ObjectNode json, CheckIn checkIn) {
    json.put("at", checkIn.at().toString());
    json.put("kind", checkIn.kind().word());
    json.put("exit_code", checkIn.exitCode().isPresent() ? checkIn.exitCode().getAsInt() : null);
    json.put("rid", checkIn.rid().orElse(null));
    json.put("source", checkIn.source());
    json.put("took_ms", checkIn.took().map(Duration::toMillis).orElse(null));
    json.put("body", checkIn.body().text());
  }

  private static void json(ObjectNode json, Missed missed) {
    json.put("expected_at", missed.expected().toString());
    json.put("noted_at", missed.noted().toString());
    json.put("fate", missed.fate().word());
    MonitorDetail.time(json, "made_up_at", missed.madeUp());
  }
}
