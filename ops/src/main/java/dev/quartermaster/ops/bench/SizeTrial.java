package dev.quartermaster.ops.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Settles by the job alone, at several sizes, each in a database of its own.
 *
 * @param rounds at each size, where it was asked for
 * @param progress hears a line for each step
 */
record SizeTrial(List<Integer> sizes, Optional<Integer> rounds, Consumer<String> progress) {

  /** A size below is measured as often as settles so many accounts together, within bounds. */
  private static final int ENOUGH = 1_000_000;

  private static final int FEWEST = 2;
  private static final int MOST = 50;

  /**
   * Takes a quarter of an hour up to five million accounts.
   *
   * @throws NotVerified when a run did not do its work
   */
  SizeReport run() {
    List<SideFigures> figures = new ArrayList<>();
    List<Machine> machines = new ArrayList<>();
    for (int size : sizes) {
      try (Scratch scratch = Scratch.open()) {
        machines.add(scratch.database().transaction(Machine::of));
        figures.add(SideFigures.of(Way.JOB, measure(size, scratch), size));
      }
    }
    return new SizeReport(figures, machines.get(0));
  }

  private List<Measured> measure(int size, Scratch scratch) {
    progress.accept(String.format(Locale.ROOT, "Registering %,d accounts", size));
    Overdue.lay(scratch.database(), size);
    Side job = JobSide.busyDay(scratch);
    List<Measured> measured = new ArrayList<>();
    int times = rounds(size);
    for (int round = 1; round <= times; round++) {
      progress.accept(
          String.format(Locale.ROOT, "Round %d of %d: %,d accounts", round, times, size));
      measured.add(SettleTrial.measure(job, scratch));
    }
    return measured;
  }

  /** A small size is measured more often: there a moment's disturbance is a large part. */
  int rounds(int size) {
    return rounds.orElse(Math.max(FEWEST, Math.min(MOST, ENOUGH / size)));
  }
}
