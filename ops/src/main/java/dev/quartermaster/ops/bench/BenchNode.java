package dev.quartermaster.ops.bench;

import dev.quartermaster.ops.node.Daemon;
import dev.quartermaster.ops.node.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A whole node for {@link NodeProcess}. It tells its address; then, for each line that it is sent,
 * the most bytes that its heap held; and it goes when its input ends, whoever ends it.
 */
final class BenchNode {

  private BenchNode() {}

  /** The only argument is the configuration's file. */
  public static void main(String[] arguments) throws IOException {
    Installation installation =
        Installation.find(Optional.of(Path.of(arguments[0])), Optional.empty());
    PrintStream answers = System.out;
    try (Daemon node = Daemon.start(installation, installation.configuration());
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      answers.println(node.address());
      while (questions.readLine() != null) {
        answers.println(peakHeapBytes());
      }
    }
  }

  /** At least as much as was held at any time: the peaks of its parts need not coincide. */
  private static long peakHeapBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(peak -> peak.getUsed())
        .sum();
  }
}
