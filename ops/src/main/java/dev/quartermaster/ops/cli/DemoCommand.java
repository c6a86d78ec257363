package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = "Shows what this is for: incident. Touches no installation.",
    mixinStandardHelpOptions = true,
    subcommands = DemoIncidentCommand.class)
final class DemoCommand {}
