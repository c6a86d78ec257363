package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Meters by processes, where there are no control groups of users: {@code utime + stime} of each. A
 * process that ends between two readings takes with it what it used since the first of them; the
 * children's time in its parent's figures is left alone, as it was counted by themselves.
 */
public final class ProcessMeter implements Meter {

  private static final String NAME = "/proc";

  // Counted from the field after the command's name, which may have blanks and brackets.
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int STARTED = 19;

  private final Host host;
  private final Sources sources;
  private final long microsATick;

  /** The kernel tells times in so many ticks a second. */
  public ProcessMeter(Host host, Sources sources, int ticksPerSecond) {
    this.host = host;
    this.sources = sources;
    this.microsATick = 1_000_000L / ticksPerSecond;
  }

  @Override
  public Seen read() throws IOException {
    Passwd users = host.users();
    List<Counter> counters = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(host.proc(), "[0-9]*")) {
      for (Path process : entries) {
        counter(process, users).ifPresent(counters::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new Seen(host.boot(), Set.of(NAME), counters);
  }

  private Optional<Counter> counter(Path process, Passwd users) {
    try {
      Optional<String> username = users.name(uid(process));
      return username.map(name -> new Owner(name, sources.of(""))).flatMap(o -> times(process, o));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException gone) {
      // It has ended between being listed and being read: the usual case, and no fault.
      return Optional.empty();
    }
  }

  /** The real user, whom a process of another's program belongs to. */
  private static long uid(Path process) throws IOException {
    return text(process.resolve("status"))
        .lines()
        .filter(line -> line.startsWith("Uid:"))
        .map(line -> line.split("\\s+", -1)[1])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new NoSuchFileException(process.toString()));
  }

  private Optional<Counter> times(Path process, Owner owner) {
    String stat;
    try {
      stat = text(process.resolve("stat"));
    } catch (IOException gone) {
      return Optional.empty();
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    return Optional.of(
        new Counter(
            NAME,
            process.getFileName().toString(),
            fields[STARTED],
            owner,
            OptionalLong.of(ticks * microsATick)));
  }

  /** Commands' names may be any bytes. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  /** A process that has ended never comes back. */
  @Override
  public int remembersFor() {
    return 0;
  }
}
