package dev.quartermaster.ops.input;

/** Understands the lines of one format, after its header. */
interface LineParser<T> {

  /**
   * Reads one line.
   *
   * @throws BadLine says what is wrong with it
   */
  T parse(String line);

  /** Whether a line that begins so says nothing. */
  default boolean isComment(ByteLines line) {
    return false;
  }
}
