package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "schedules",
    description = "Schedules and their runs.",
    footer = {"  quartermaster schedules list", "  quartermaster schedules history cpu-reset"},
    mixinStandardHelpOptions = true,
    subcommands = {
      SchedulesListCommand.class,
      SchedulesShowCommand.class,
      SchedulesRunCommand.class,
      SchedulesPauseCommand.class,
      SchedulesResumeCommand.class,
      SchedulesHistoryCommand.class,
      SchedulesBackfillCommand.class,
      SchedulesPreviewCommand.class,
      SchedulesImportCrontabCommand.class
    })
final class SchedulesCommand {}
