package dev.quartermaster.ops.input;

import java.nio.file.Path;

/**
 * A file that cannot be imported as a whole. The message is one printable line: the file, what is
 * wrong, the mend.
 */
public final class InputProblem extends RuntimeException {

  InputProblem(Path file, String problem, Throwable cause) {
    super(message(file, problem), cause);
  }

  InputProblem(Path file, String problem) {
    super(message(file, problem));
  }

  InputProblem(Path file, long line, String problem) {
    super(Shown.plain(file.toString()) + ":" + line + ": " + problem);
  }

  private static String message(Path file, String problem) {
    return Shown.plain(file.toString()) + ": " + problem;
  }
}
