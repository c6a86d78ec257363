package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "What a schedule does, what it is held to, and how it stands.",
    footer = {"  quartermaster schedules show cpu-reset"},
    mixinStandardHelpOptions = true)
final class SchedulesShowCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Configuration configuration = session.installation().configuration();
      Schedule schedule = Declared.schedule(configuration.schedules(), name);
      Status status =
          ReadStatus.read(
              session.database(),
              ReadStatus.Of.some(configuration, Map.of(schedule.name(), schedule)));
      Optional<Guarantee> guarantee;
      try (KnownJobs jobs = new KnownJobs(configuration)) {
        guarantee = jobs.guarantee(schedule);
      }
      ScheduleDetail detail =
          session
              .database()
              .transaction(
                  handle ->
                      ScheduleDetail.read(handle, schedule, status.schedules().get(0), guarantee));
      output.print(
          ScheduleJson.of(schedule, detail),
          out -> ScheduleText.print(out, schedule, detail, status.at()));
    }
    return ExitCode.DONE;
  }
}
