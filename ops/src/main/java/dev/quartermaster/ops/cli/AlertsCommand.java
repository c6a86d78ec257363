package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "alerts",
    description = "Alerts: list, show, ack, resolve, silence, test, routes.",
    footer = {"  quartermaster alerts list", "  quartermaster alerts ack 17"},
    mixinStandardHelpOptions = true,
    subcommands = {
      AlertsListCommand.class,
      AlertsShowCommand.class,
      AlertsAckCommand.class,
      AlertsResolveCommand.class,
      AlertsSilenceCommand.class,
      AlertsTestCommand.class,
      AlertsRoutesCommand.class
    })
final class AlertsCommand {}
