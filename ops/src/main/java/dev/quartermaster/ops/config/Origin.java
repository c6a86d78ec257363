package dev.quartermaster.ops.config;

import java.nio.file.Path;

/** Where a value came from. */
sealed interface Origin {

  /** As {@code config show} prints it. */
  String shown();

  Problem problem(String message);

  record Default() implements Origin {
    @Override
    public String shown() {
      return "default";
    }

    @Override
    public Problem problem(String message) {
      return new Problem("default", 0, message);
    }
  }

  /** A line of the file, from 1; 0 for the file as a whole. */
  record Line(Path file, int line) implements Origin {
    @Override
    public String shown() {
      return file.getFileName() + ":" + line;
    }

    @Override
    public Problem problem(String message) {
      return new Problem(file.toString(), line, message);
    }
  }

  record Environment(String variable) implements Origin {
    @Override
    public String shown() {
      return "environment " + variable;
    }

    @Override
    public Problem problem(String message) {
      return new Problem(shown(), 0, message);
    }
  }
}
