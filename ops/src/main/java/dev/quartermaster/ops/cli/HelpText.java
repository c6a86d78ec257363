package dev.quartermaster.ops.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** How a command is used; it shows as required what is required by us, not by picocli. */
final class HelpText extends Help {

  private final boolean wantsReason;

  HelpText(CommandSpec command, ColorScheme colors) {
    super(command, colors);
    this.wantsReason = Changing.wantsReason(command);
  }

  @Override
  protected Ansi.Text createDetailedSynopsisOptionsText(
      Collection<ArgSpec> done,
      List<OptionSpec> options,
      Comparator<OptionSpec> order,
      boolean clusters) {
    return super.createDetailedSynopsisOptionsText(
        done, options.stream().map(this::shown).toList(), order, clusters);
  }

  private OptionSpec shown(OptionSpec option) {
    return wantsReason && option.longestName().equals(Changing.REASON)
        ? OptionSpec.builder(option).required(true).build()
        : option;
  }
}
