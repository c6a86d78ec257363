package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Lately;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Every declared schedule.",
    footer = {
      "  quartermaster schedules list",
      "  quartermaster schedules list --tag night --json"
    },
    mixinStandardHelpOptions = true)
final class SchedulesListCommand implements Callable<Integer> {

  private static final int DRAWN = 8;
  private static final char FAILED = '×';

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those with this tag.")
  private @Nullable String tag;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Configuration configuration = session.installation().configuration();
      Map<String, Schedule> declared = tagged(configuration.schedules());
      Status status =
          ReadStatus.read(session.database(), ReadStatus.Of.some(configuration, declared));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("schedules", StatusJson.of(status).get("schedules"));
      output.print(
          document,
          out -> {
            if (Terminal.draws()) {
              drawn(session.database(), status, declared).print(out);
            } else {
              table(status, declared, "OWNER", schedule -> schedule.about().owner()).print(out);
            }
          });
    }
    return ExitCode.DONE;
  }

  private Map<String, Schedule> tagged(Map<String, Schedule> all) {
    if (tag == null) {
      return all;
    }
    Map<String, Schedule> tagged = new LinkedHashMap<>(all);
    tagged.values().removeIf(schedule -> !schedule.about().tags().contains(tag));
    if (tagged.isEmpty()) {
      throw new BadInput(
          "no schedule has the tag '%s'; known are: %s"
              .formatted(
                  tag,
                  all.values().stream()
                      .flatMap(schedule -> schedule.about().tags().stream())
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    return tagged;
  }

  /** With how its last runs went, which says more than whose it is. */
  private static Table drawn(Database database, Status status, Map<String, Schedule> declared) {
    Map<String, List<Lately>> runs =
        database.transaction(handle -> Lately.of(handle, declared.keySet(), DRAWN));
    Table table =
        table(
            status,
            declared,
            "LAST RUNS",
            schedule -> drawn(runs.getOrDefault(schedule.name(), List.of())));
    boolean failed = runs.values().stream().flatMap(List::stream).anyMatch(Lately::failed);
    return failed ? table.say(FAILED + " failed; the others by how long they took") : table;
  }

  private static String drawn(List<Lately> runs) {
    String took = Sparkline.of(runs.stream().map(run -> run.took().toMillis()).toList());
    StringBuilder line = new StringBuilder(took);
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).failed()) {
        line.setCharAt(i, FAILED);
      }
    }
    return line.toString();
  }

  private static Table table(
      Status status, Map<String, Schedule> declared, String last, Function<Schedule, String> of) {
    Table table =
        new Table("SCHEDULE", "STATE", "WHEN", "LAST FIRED", "NEXT", last)
            .giving(0, 2)
            .givingFirst(last.equals("OWNER") ? new Integer[] {5} : new Integer[0]);
    for (Status.ScheduleStatus schedule : status.schedules()) {
      Schedule about = Declared.schedule(declared, schedule.name());
      table.row(
          schedule.name(),
          schedule.state(),
          When.timetable(about.when().timetable().text()),
          schedule.lastFiredAt().map(at -> When.briefly(at, status.at())).orElse("never"),
          schedule.nextFireAt().map(at -> When.briefly(at, status.at())).orElse("-"),
          of.apply(about));
    }
    return table;
  }
}
