package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = "Shows what this is for: incident. Touches no installation.",
    footer = "  quartermaster demo incident --accounts 20000",
    mixinStandardHelpOptions = true,
    subcommands = DemoIncidentCommand.class)
final class DemoCommand {}
