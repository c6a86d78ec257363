package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

/** What fits a terminal that nobody has made wider. */
final class Narrow {

  private Narrow() {}

  /** Fails when a line is longer than 80 columns. */
  static Ended fits(Ended ended) {
    assertThat(ended.out().lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 80);
    return ended;
  }
}
