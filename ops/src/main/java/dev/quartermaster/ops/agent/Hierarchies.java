package dev.quartermaster.ops.agent;

import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Groups;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.tarpit.Knob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the hierarchy of control groups in which relative patterns begin. */
final class Hierarchies {

  private Hierarchies() {}

  /** Where use is counted. */
  static Groups metered(Host host, List<CgroupPattern> patterns) throws IOException {
    return groups(host, patterns, host.mounts().unified(), "cgroup v2 hierarchy");
  }

  /** Where shares are set. */
  static Groups braked(Host host, Knob knob, List<CgroupPattern> patterns) throws IOException {
    return switch (knob) {
      case WEIGHT -> metered(host, patterns);
      case SHARES ->
          groups(
              host,
              patterns,
              host.mounts().cpuController(),
              "cgroup v1 hierarchy with the cpu controller");
    };
  }

  private static Groups groups(
      Host host, List<CgroupPattern> patterns, Optional<Path> mount, String what) {
    for (CgroupPattern pattern : patterns) {
      if (!pattern.isAbsolute() && mount.isEmpty()) {
        throw new IllegalArgumentException(
            "no %s is mounted here for '%s': give the pattern from the root, like /sys/fs/cgroup/%s, or meter with --proc"
                .formatted(what, pattern, pattern));
      }
    }
    return new Groups(mount.orElse(Path.of("/")), patterns, host);
  }
}
