package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "Every declared schedule.", mixinStandardHelpOptions = true)
final class SchedulesListCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Configuration configuration = session.installation().configuration();
      Map<String, Schedule> declared = configuration.schedules();
      Status status = ReadStatus.read(session.database(), ReadStatus.Of.all(configuration));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("schedules", StatusJson.of(status).get("schedules"));
      output.print(document, table(status, declared)::print);
    }
    return ExitCode.DONE;
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
