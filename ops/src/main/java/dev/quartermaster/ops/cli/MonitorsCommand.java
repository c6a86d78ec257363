package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "monitors",
    description = "Jobs that run elsewhere and check in: list, show.",
    footer = {"  quartermaster monitors list", "  quartermaster monitors show backup"},
    mixinStandardHelpOptions = true,
    subcommands = {MonitorsListCommand.class, MonitorsShowCommand.class})
final class MonitorsCommand {}
