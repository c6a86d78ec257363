package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "simulate",
    description = "What this system would do: outage. Changes nothing.",
    footer = {"  quartermaster simulate outage --for PT26H"},
    mixinStandardHelpOptions = true,
    subcommands = SimulateOutageCommand.class)
final class SimulateCommand {}
