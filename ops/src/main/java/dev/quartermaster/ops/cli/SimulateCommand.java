package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "simulate",
    description = "What this system would do: outage. Changes nothing.",
    mixinStandardHelpOptions = true,
    subcommands = SimulateOutageCommand.class)
final class SimulateCommand {}
