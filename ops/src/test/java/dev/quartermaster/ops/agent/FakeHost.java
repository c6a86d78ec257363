package dev.quartermaster.ops.agent;

import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Groups;
import dev.quartermaster.ops.agent.meter.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A machine of files: control groups, processes, users. */
public final class FakeHost {

  public static final String PATTERN = "qm.slice/user-{username}.slice/{source}";

  private final Path root;

  public FakeHost(Path root) {
    this.root = root;
    write("proc/sys/kernel/random/boot_id", "boot-1\n");
    write("passwd", "root:x:0:0::/:/bin/sh\nada:x:1000:1000::/:/bin/sh\nbob:x:1001:1001::/:\n");
    mounts("cgroup2 " + cgroups() + " cgroup2 rw,relatime 0 0");
    directory("cgroups/qm.slice");
  }

  public Host host() {
    return new Host(root.resolve("proc"), root.resolve("passwd"), Host.LEAST_UID);
  }

  public Path cgroups() {
    return root.resolve("cgroups");
  }

  public Groups groups(String... patterns) {
    List<CgroupPattern> read =
        Stream.of(patterns.length == 0 ? new String[] {PATTERN} : patterns)
            .map(CgroupPattern::of)
            .toList();
    return new Groups(cgroups(), read, host());
  }

  public void mounts(String... lines) {
    write("proc/self/mounts", String.join("\n", lines) + "\n");
  }

  /** The machine is started anew. */
  public void boot(String id) {
    write("proc/sys/kernel/random/boot_id", id + "\n");
  }

  /** A group that has used so much since it was made. */
  public Path uses(String username, String source, long micros) {
    Path group = group(username, source);
    write(
        root.relativize(group.resolve("cpu.stat")).toString(),
        "usage_usec %d\nuser_usec 1\nsystem_usec 2\n".formatted(micros));
    return group;
  }

  public Path group(String username, String source) {
    return directory("cgroups/qm.slice/user-%s.slice/%s".formatted(username, source));
  }

  public void removes(String username, String source) {
    delete(group(username, source));
  }

  /** A process that has used so many ticks; its children's are there to be left alone. */
  public void process(int pid, long uid, long started, long userTicks, long systemTicks) {
    write("proc/%d/status".formatted(pid), "Name:\tx\nUid:\t%d\t0\t0\t0\n".formatted(uid));
    write(
        "proc/%d/stat".formatted(pid),
        "%d (a ) b) R 1 1 1 0 -1 4194304 1 0 0 0 %d %d 7777 8888 20 0 1 0 %d 1 1\n"
            .formatted(pid, userTicks, systemTicks, started));
  }

  public void ends(int pid) {
    delete(root.resolve("proc/" + pid));
  }

  private Path directory(String path) {
    try {
      return Files.createDirectories(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
