package dev.quartermaster.ops;

import dev.quartermaster.ops.cli.Cli;

/** Where the program begins. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(Cli.run(arguments));
  }
}
