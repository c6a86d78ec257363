package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "audit",
    description = "The trail of what people changed: list, verify.",
    footer = {"  quartermaster audit list", "  quartermaster audit verify"},
    mixinStandardHelpOptions = true,
    subcommands = {AuditListCommand.class, AuditVerifyCommand.class})
final class AuditCommand {}
