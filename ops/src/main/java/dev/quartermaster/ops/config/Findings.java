package dev.quartermaster.ops.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong and what is worth a word while the configuration is read. */
final class Findings {

  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::file).thenComparing(Problem::line);

  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  void problem(Origin at, String message) {
    problems.add(at.problem(message));
  }

  void warning(Origin at, String message) {
    warnings.add(at.problem(message));
  }

  List<Problem> warnings() {
    return warnings.stream().sorted(BY_PLACE).distinct().toList();
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new InvalidConfiguration(problems.stream().sorted(BY_PLACE).distinct().toList());
    }
  }
}
