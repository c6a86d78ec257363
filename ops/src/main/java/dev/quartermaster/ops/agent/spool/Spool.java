package dev.quartermaster.ops.agent.spool;

import dev.quartermaster.ops.agent.meter.Readings;
import dev.quartermaster.ops.agent.spool.SpoolFiles.Found;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reports that wait to be acknowledged, in the order of their sequences. Only the oldest may have
 * been sent already: it is never changed nor dropped.
 *
 * <p>The commit is the replacement of the state's file. Before it, the new report lies beside the
 * spool; after it, reports that it puts out of force are deleted, and the new one gets its name.
 * Whatever a kill leaves undone of that is done at the start.
 */
public final class Spool implements AutoCloseable {

  /** A report that is to be sent: always the same body under the same sequence. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and too large to copy
  public record Entry(long sequence, byte[] body, int records) {}

  private final String reporter;
  private final long limit;
  private final StateDirectory directory;
  private final SpoolFiles files;
  private final StateFile stateFile;
  private final NavigableMap<Long, Long> waiting = new TreeMap<>();
  private State state;
  private long sequence;
  private boolean isClean = true;

  private Spool(
      StateDirectory directory, String reporter, long limit, SpoolFiles files, StateFile stateFile)
      throws IOException {
    this.directory = directory;
    this.reporter = reporter;
    this.limit = limit;
    this.files = files;
    this.stateFile = stateFile;
    this.state = stateFile.read();
    this.sequence = state.sequence();
    recover();
  }

  /**
   * Takes the directory, and finishes what was left undone in it.
   *
   * @param limit bytes that reports may take; a single one is kept whatever its size
   * @throws dev.quartermaster.ops.node.Refused when another agent has it
   */
  public static Spool open(Path path, String reporter, long limit, Disk disk, InstantSource clock)
      throws IOException {
    StateDirectory directory = StateDirectory.take(path);
    try {
      return new Spool(
          directory, reporter, limit, new SpoolFiles(path, disk), new StateFile(path, disk, clock));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private synchronized void recover() throws IOException {
    Found found = files.recover(state);
    waiting.clear();
    waiting.putAll(found.waiting());
    // Also above one that was never committed: its number may be in somebody's log.
    sequence = Math.max(sequence, Math.max(state.sequence(), found.highest()));
    isClean = true;
    notifyAll();
  }

  /** Where every counter stood when it was last counted. */
  public synchronized Readings readings() throws IOException {
    mend();
    return state.readings();
  }

  /** After a failure only the disk knows how far it came. */
  private void mend() throws IOException {
    if (!isClean) {
      state = stateFile.read();
      recover();
    }
  }

  /**
   * Commits readings, and what was used up to them.
   *
   * @throws IOException when it cannot be said whether it was committed; the next {@link #readings}
   *     tell
   */
  public synchronized void append(Readings readings, List<Use> records) throws IOException {
    mend();
    if (records.isEmpty()) {
      if (!readings.equals(state.readings())) {
        commit(new State(state.sequence(), Set.of(), state.gaps(), readings));
      }
      return;
    }
    Report report = new Report(reporter, sequence + 1, records, state.gaps());
    Room room = Room.make(report, waiting, limit, files::report);
    commit(room, readings);
  }

  private void commit(Room room, Readings readings) throws IOException {
    isClean = false;
    Set<Long> gone = new HashSet<>(room.gone());
    long number = room.report().sequence();
    files.prepare(number, room.body());
    sequence = number;
    State next = new State(number, gone, List.of(), readings);
    stateFile.write(next);
    state = next;
    for (long old : gone) {
      files.delete(old);
      waiting.remove(old);
    }
    files.finish(number);
    waiting.put(number, (long) room.body().length);
    isClean = true;
    notifyAll();
  }

  private void commit(State next) throws IOException {
    isClean = false;
    stateFile.write(next);
    state = next;
    isClean = true;
  }

  /** The report to send next, as soon as there is one. */
  public synchronized Entry await() throws InterruptedException, IOException {
    while (true) {
      Optional<Entry> oldest = oldest();
      if (oldest.isPresent()) {
        return oldest.get();
      }
      wait();
    }
  }

  private Optional<Entry> oldest() throws IOException {
    mend();
    while (!waiting.isEmpty()) {
      long number = waiting.firstKey();
      Optional<Report> report = files.report(number);
      if (report.isPresent()) {
        return Optional.of(new Entry(number, files.read(number), report.get().records().size()));
      }
      isClean = false;
      files.setAside(number, "it is torn, or no report");
      waiting.remove(number);
      isClean = true;
    }
    return Optional.empty();
  }

  /** It was acknowledged. */
  public synchronized void sent(Entry entry) throws IOException {
    mend();
    isClean = false;
    files.delete(entry.sequence());
    waiting.remove(entry.sequence());
    isClean = true;
    notifyAll();
  }

  /** It will never be taken: it is put where a person finds it, and its loss is told. */
  public synchronized void refused(Entry entry, String answer) throws IOException {
    mend();
    Gap gap = Gap.of(Report.of(entry.body()), "the report was refused");
    commit(
        new State(state.sequence(), state.gone(), Room.plus(state.gaps(), gap), state.readings()));
    isClean = false;
    files.refuse(entry.sequence(), answer);
    waiting.remove(entry.sequence());
    isClean = true;
    notifyAll();
  }

  /** Reports that wait. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** Waits until nothing does, for so long at most. */
  public synchronized boolean awaitEmpty(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!waiting.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Lets another agent have the directory. */
  @Override
  public void close() throws IOException {
    directory.close();
  }
}
