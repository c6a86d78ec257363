package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
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
      output.print(document, table(status, declared)::print);
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

  private static Table table(Status status, Map<String, Schedule> declared) {
    Table table =
        new Table("SCHEDULE", "STATE", "WHEN", "LAST FIRED", "NEXT", "OWNER")
            .giving(0, 2)
            .givingFirst(5);
    for (Status.ScheduleStatus schedule : status.schedules()) {
      Schedule about = Declared.schedule(declared, schedule.name());
      table.row(
          schedule.name(),
          schedule.state(),
          about.when().timetable().text(),
          schedule.lastFiredAt().map(at -> When.relative(at, status.at())).orElse("never"),
          schedule.nextFireAt().map(at -> When.relative(at, status.at())).orElse("-"),
          about.about().owner());
    }
    return table;
  }
}
