package dev.quartermaster.ops.agent.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reports' files and what they are called. */
final class SpoolFiles {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
  private static final Pattern NAME = Pattern.compile("(000\\d{16})\\.json\\.gz(\\.new)?");

  /** Refused reports that are kept; more of the same tell nothing new. */
  private static final int MOST_REFUSED = 1_000;

  private final Path spool;
  private final Path refused;
  private final Path foreign;
  private final Disk disk;

  SpoolFiles(Path directory, Disk disk) throws IOException {
    this.spool = Files.createDirectories(directory.resolve("spool"));
    this.refused = Files.createDirectories(directory.resolve("refused"));
    this.foreign = Files.createDirectories(directory.resolve("foreign"));
    this.disk = disk;
  }

  /** A report that is there, and how many bytes it has. */
  record Found(NavigableMap<Long, Long> waiting, NavigableMap<Long, Long> uncommitted) {

    /** 0 when there is none. */
    long highest() {
      return Stream.of(waiting, uncommitted)
          .filter(some -> !some.isEmpty())
          .mapToLong(NavigableMap::lastKey)
          .max()
          .orElse(0);
    }
  }

  /** Looks what is there; what is not ours is put aside. */
  private Found list() throws IOException {
    NavigableMap<Long, Long> waiting = new TreeMap<>();
    NavigableMap<Long, Long> uncommitted = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> entries = Files.list(spool)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (!name.matches()) {
        setAside(file, "it is no report's name");
      } else {
        (name.group(2) == null ? waiting : uncommitted)
            .put(Long.parseLong(name.group(1)), Files.size(file));
      }
    }
    return new Found(waiting, uncommitted);
  }

  /** Brings what is there in line with the state: what a kill has left undone of its commit. */
  Found recover(State state) throws IOException {
    Found found = list();
    for (long prepared : found.uncommitted().keySet()) {
      if (prepared == state.sequence()) {
        finish(prepared);
        found.waiting().put(prepared, found.uncommitted().get(prepared));
      } else {
        discard(prepared);
      }
    }
    for (long gone : state.gone()) {
      if (found.waiting().remove(gone) != null) {
        delete(gone);
      }
    }
    return found;
  }

  /**
   * Empty when it is torn or another's.
   *
   * @throws IOException when the disk does not tell
   */
  Optional<Report> report(long sequence) throws IOException {
    byte[] body = read(sequence);
    try {
      Report report = Report.of(body);
      if (report.sequence() == sequence) {
        return Optional.of(report);
      }
      LOG.warn("Report {} says that it is report {}.", sequence, report.sequence());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Report {} is torn: {}", sequence, e.getMessage());
    }
    return Optional.empty();
  }

  void prepare(long sequence, byte[] body) throws IOException {
    disk.write(prepared(sequence), body);
  }

  void finish(long sequence) throws IOException {
    disk.move(prepared(sequence), file(sequence));
  }

  void discard(long sequence) throws IOException {
    disk.delete(prepared(sequence));
  }

  void delete(long sequence) throws IOException {
    disk.delete(file(sequence));
  }

  byte[] read(long sequence) throws IOException {
    return Files.readAllBytes(file(sequence));
  }

  /** Puts a report where it is not sent, with the answer beside it. */
  void refuse(long sequence, String answer) throws IOException {
    Path to = refused.resolve(file(sequence).getFileName());
    disk.write(
        to.resolveSibling(to.getFileName() + ".answer.txt"),
        answer.getBytes(StandardCharsets.UTF_8));
    disk.move(file(sequence), to);
    List<Path> kept;
    try (Stream<Path> entries = Files.list(refused)) {
      kept = entries.sorted(Comparator.<Path>naturalOrder().reversed()).toList();
    }
    for (Path old : kept.subList(Math.min(kept.size(), 2 * MOST_REFUSED), kept.size())) {
      disk.delete(old);
    }
  }

  void setAside(long sequence, String why) throws IOException {
    setAside(file(sequence), why);
  }

  private void setAside(Path file, String why) throws IOException {
    LOG.warn("{} is put aside, in {}: {}", file, foreign, why);
    disk.move(file, foreign.resolve(file.getFileName()));
  }

  private Path file(long sequence) {
    return spool.resolve("%019d.json.gz".formatted(sequence));
  }

  private Path prepared(long sequence) {
    return spool.resolve("%019d.json.gz.new".formatted(sequence));
  }
}
