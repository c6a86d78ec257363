package dev.quartermaster.ops.cli;

import static dev.quartermaster.ops.cli.AgentOptions.patterns;

import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.tarpit.Knob;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the agent slows who is in the tarpit. */
final class SlowingOptions {

  private enum Slowing {
    WEIGHT,
    SHARES,
    NONE
  }

  @Option(
      names = "--tarpit",
      paramLabel = "weight|shares|none",
      description =
          "Slow who is in the tarpit by cpu.weight (cgroup v2), cpu.shares (v1), or not (when not given).")
  private @Nullable Slowing tarpit;

  @Option(
      names = "--tarpit-cgroups",
      paramLabel = "PATTERN",
      arity = "1..*",
      description = "Which cgroups to slow; those of --cgroups when not given.")
  private @Nullable List<String> tarpitCgroups;

  @Option(
      names = "--tarpit-command",
      paramLabel = "WORD",
      arity = "1..*",
      description =
          "Slow by a command instead, called without a shell, with QUARTERMASTER_USERNAME, _IN_TARPIT"
              + " and _TENFOLD; it ends at the agent's next option.")
  private @Nullable List<String> tarpitCommand;

  Braking braking(Metering metering) {
    Slowing by = tarpit == null ? Slowing.NONE : tarpit;
    if (tarpitCommand != null) {
      if (by != Slowing.NONE) {
        throw new BadInput("--tarpit and --tarpit-command are two ways: give only one of them");
      }
      return new Braking.Command(tarpitCommand);
    } else if (by == Slowing.NONE) {
      return new Braking.None();
    }
    Knob knob = by == Slowing.WEIGHT ? Knob.WEIGHT : Knob.SHARES;
    if (tarpitCgroups != null) {
      return new Braking.Groups(knob, patterns(tarpitCgroups));
    } else if (metering instanceof Metering.Cgroups same) {
      return new Braking.Groups(knob, same.patterns());
    }
    throw new BadInput(
        "--tarpit %s needs to know whose cgroup is which: name them with --tarpit-cgroups PATTERN"
            .formatted(by.name().toLowerCase(Locale.ROOT)));
  }
}
