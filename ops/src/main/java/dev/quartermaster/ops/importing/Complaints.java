package dev.quartermaster.ops.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Lines of a file that could not be taken: how many, and the first of them in words. */
public final class Complaints {

  /** How many are kept in words; the others are only counted. */
  public static final int KEPT = 100;

  private final Path file;

  /** By line: those that only the database knows come after those that are malformed. */
  private final TreeMap<Long, String> first = new TreeMap<>();

  private long count;

  Complaints(Path file) {
    this.file = file;
  }

  void add(long line, String problem) {
    count++;
    if (first.size() < KEPT || line < first.lastKey()) {
      first.put(line, "%s:%d: %s".formatted(file.getFileName(), line, problem));
    }
    if (first.size() > KEPT) {
      first.pollLastEntry();
    }
  }

  public long count() {
    return count;
  }

  /** The first {@value #KEPT} by line, as {@code FILE:LINE: problem}. */
  public List<String> first() {
    return List.copyOf(first.values());
  }
}
