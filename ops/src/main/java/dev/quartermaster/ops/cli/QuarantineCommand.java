package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "quarantine",
    description = "Items that a job could not process, and that it leaves out since.",
    footer = {"  quartermaster quarantine list", "  quartermaster quarantine show cpu-reset ada"},
    mixinStandardHelpOptions = true,
    subcommands = {
      QuarantineListCommand.class,
      QuarantineShowCommand.class,
      QuarantineRetryCommand.class,
      QuarantineDropCommand.class
    })
final class QuarantineCommand {}
