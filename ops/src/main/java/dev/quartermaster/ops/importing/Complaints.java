package dev.quartermaster.ops.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lines of a file that could not be taken: how many, and the first of them in words. */
public final class Complaints {

  /** How many are kept in words; the others are only counted. */
  public static final int KEPT = 100;

  private final Path file;
  private final List<String> first = new ArrayList<>();
  private long count;

  Complaints(Path file) {
    this.file = file;
  }

  void add(long line, String problem) {
    count++;
    if (first.size() < KEPT) {
      first.add("%s:%d: %s".formatted(file.getFileName(), line, problem));
    }
  }

  public long count() {
    return count;
  }

  /** The first {@value #KEPT}, as {@code FILE:LINE: problem}. */
  public List<String> first() {
    return Collections.unmodifiableList(first);
  }
}
