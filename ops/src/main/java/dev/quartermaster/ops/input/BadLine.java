package dev.quartermaster.ops.input;

/** Why a line is refused. Without a stack trace: a file may hold millions of bad lines. */
final class BadLine extends RuntimeException {

  BadLine(String problem) {
    super(problem, null, false, false);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
