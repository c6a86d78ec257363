package dev.quartermaster.ops.input;

/**
 * One line of an imported file that says something: read, or refused with the reason. One bad line
 * never stops the lines after it.
 */
public sealed interface Line<T> {

  /** Counted as an editor counts: from 1, header and blank lines included. */
  long number();

  /** A line that says {@code value}. */
  record Good<T>(long number, T value) implements Line<T> {}

  /**
   * A line that could not be understood.
   *
   * @param problem one printable line: what is wrong, and the mend; shown as {@code FILE:NUMBER:
   *     problem}
   */
  record Bad<T>(long number, String problem) implements Line<T> {}
}
