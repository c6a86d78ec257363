package dev.quartermaster.ops.cli;

/** What was typed or read is wrong: exit code 2. The message names it and the mend. */
public final class BadInput extends RuntimeException {
  public BadInput(String message) {
    super(message);
  }
}
