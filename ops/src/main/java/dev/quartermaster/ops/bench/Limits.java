package dev.quartermaster.ops.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What options may be. */
record Limits(CommandSpec spec) {

  /**
   * Refuses what makes no sense.
   *
   * @throws ParameterException when it is outside
   */
  void between(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is %,d; it goes from %,d to %,d".formatted(option, value, least, most));
    }
  }
}
