package dev.quartermaster.ops.node;

/**
 * The command is understood, but not carried out: exit code 3. The message says what would let it.
 */
public final class Refused extends RuntimeException {
  public Refused(String message) {
    super(message);
  }
}
