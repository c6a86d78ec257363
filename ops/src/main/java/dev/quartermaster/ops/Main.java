package dev.quartermaster.ops;

import dev.quartermaster.ops.cli.Cli;
import dev.quartermaster.ops.cli.StandardOutput;

/** Where the program begins. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    StandardOutput output = StandardOutput.watched();
    System.exit(output.afterAll(Cli.run(arguments)));
  }
}
