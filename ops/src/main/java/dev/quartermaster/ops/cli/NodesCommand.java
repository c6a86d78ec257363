package dev.quartermaster.ops.cli;

import picocli.CommandLine.Command;

@Command(
    name = "nodes",
    description = "The nodes of the cluster: list, drain.",
    footer = {"  quartermaster nodes list", "  quartermaster nodes drain hk-1"},
    mixinStandardHelpOptions = true,
    subcommands = {NodesListCommand.class, NodesDrainCommand.class})
final class NodesCommand {}
