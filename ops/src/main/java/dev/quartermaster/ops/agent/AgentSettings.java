package dev.quartermaster.ops.agent;

import dev.quartermaster.ops.agent.api.Api;
import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.meter.Sources;
import dev.quartermaster.ops.agent.tarpit.Knob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What an agent is told. */
public record AgentSettings(Api api, Reporting reporting, Metering metering, Braking braking) {

  /** Bytes that waiting reports may take: weeks of a host's use. */
  public static final long SPOOL_BYTES = 64L << 20;

  public static final Duration EVERY = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int LONGEST_NAME = 150;

  /**
   * How it reports.
   *
   * @param reporter unique among all hosts; the API tells reports apart by it
   * @param every 100 milliseconds to an hour
   * @param stateDirectory of one agent only
   * @param spoolBytes what waiting reports may take
   */
  public record Reporting(String reporter, Duration every, Path stateDirectory, long spoolBytes) {
    public Reporting {
      if (reporter.isBlank() || reporter.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "--reporter '%s' has %d characters; it has 1 to %d"
                .formatted(reporter, reporter.length(), LONGEST_NAME));
      }
      if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "--every is %s; it goes from %s to %s".formatted(every, SHORTEST, LONGEST));
      }
      if (spoolBytes < 1) {
        throw new IllegalArgumentException(
            "--spool-limit is %d bytes; it is at least 1".formatted(spoolBytes));
      }
    }
  }

  /** Where use is read. */
  public sealed interface Metering {

    /** How sources are called. */
    Sources sources();

    /** The machine. */
    Host host();

    /** From control groups. */
    record Cgroups(List<CgroupPattern> patterns, Sources sources, Host host) implements Metering {
      public Cgroups {
        patterns = List.copyOf(patterns);
        for (CgroupPattern outer : patterns) {
          patterns.stream()
              .filter(outer::holds)
              .findFirst()
              .ifPresent(
                  inner -> {
                    throw new IllegalArgumentException(
                        "the cgroup pattern '%s' lies within '%s', which counts its time already: give only one of them"
                            .formatted(inner, outer));
                  });
        }
      }
    }

    /** From processes. */
    record Processes(Sources sources, Host host) implements Metering {}
  }

  /** How somebody in the tarpit is slowed. */
  public sealed interface Braking {

    /** Not by this agent. */
    record None() implements Braking {}

    /** By the shares of control groups. */
    record Groups(Knob knob, List<CgroupPattern> patterns) implements Braking {
      public Groups {
        patterns = List.copyOf(patterns);
      }
    }

    /** By a command: its words, without a shell. */
    record Command(List<String> argv) implements Braking {
      public Command {
        argv = List.copyOf(argv);
      }
    }
  }
}
