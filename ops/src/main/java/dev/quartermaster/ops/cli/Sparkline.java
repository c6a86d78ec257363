package dev.quartermaster.ops.cli;

import java.util.List;

/** A row of numbers as a picture one line high: each a block, the highest the full height. */
final class Sparkline {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** From 0 or above; nothing at all is as low as it goes, something is at least one step above. */
  static String of(List<Long> values) {
    long highest = values.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder line = new StringBuilder();
    values.forEach(value -> line.append(BLOCKS.charAt(step(value, highest))));
    return line.toString();
  }

  private static int step(long value, long highest) {
    int steps = BLOCKS.length() - 1;
    return value == 0 ? 0 : Math.max(1, (int) Math.round((double) value / highest * steps));
  }
}
