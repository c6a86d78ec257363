package dev.quartermaster.ops.agent.meter;

import dev.quartermaster.ops.agent.meter.Groups.Owned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Meters by control groups, cgroup v2: {@code usage_usec} of each group's {@code cpu.stat}, which
 * the kernel counts also without the cpu controller, and keeps for processes that have ended.
 */
public final class CgroupMeter implements Meter {

  private static final String USAGE = "usage_usec ";

  /** A day at a reading every ten seconds. */
  private static final int READINGS = 8_640;

  private final Groups groups;
  private final Sources sources;

  public CgroupMeter(Groups groups, Sources sources) {
    this.groups = groups;
    this.sources = sources;
  }

  @Override
  public Seen read() throws IOException {
    List<Counter> counters = new ArrayList<>();
    for (Owned owned : groups.find()) {
      counter(owned).ifPresent(counters::add);
    }
    if (!counters.isEmpty() && counters.stream().allMatch(c -> c.micros().isEmpty())) {
      throw new IOException(
          "none of %d groups, such as %s, has a cpu.stat with usage_usec: is it in a cgroup v2 hierarchy?"
              .formatted(counters.size(), counters.get(0).key()));
    }
    return new Seen(
        groups.host().boot(),
        groups.patterns().stream().map(CgroupPattern::toString).collect(Collectors.toSet()),
        counters);
  }

  private Optional<Counter> counter(Owned owned) throws IOException {
    Path path = owned.group().path();
    Optional<String> before = Inode.of(path);
    OptionalLong usage = usage(path.resolve("cpu.stat"));
    // The group may be removed, and made anew, while we read: then the next reading sees it.
    if (before.isEmpty() || !before.equals(Inode.of(path))) {
      return Optional.empty();
    }
    Owner owner = new Owner(owned.username(), sources.of(owned.group().source()));
    return Optional.of(
        new Counter(owned.pattern().toString(), path.toString(), before.get(), owner, usage));
  }

  /** Empty when the group does not tell now, which is no reason to forget what it told before. */
  private static OptionalLong usage(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(USAGE))
          .mapToLong(line -> Long.parseLong(line.substring(USAGE.length()).strip()))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public int remembersFor() {
    return READINGS;
  }
}
