package dev.quartermaster.jobs.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The runs that this process knows of, and how many hands are on each: a run without any comes
 * first, so that a long one keeps none waiting.
 */
final class WorkList {

  /** A run to work on. */
  record Work(long run, RunInHand inHand, int mostHands) {}

  private static final class Entry {
    private final Work work;
    private int hands;
    private boolean spent;

    private Entry(Work work) {
      this.work = work;
    }
  }

  private final Map<Long, Entry> runs = new LinkedHashMap<>();
  private final Set<Long> untouched = new LinkedHashSet<>();

  /**
   * Sees that a run goes on. A run keeps its {@link RunInHand} while hands are on it: another one
   * would take their batches for dropped ones.
   */
  synchronized void goesOn(long run, Supplier<Optional<Work>> work) {
    Entry known = runs.get(run);
    if (known != null) {
      known.spent = false;
      if (known.hands == 0) {
        untouched.add(run);
      }
      return;
    }
    work.get()
        .ifPresent(
            found -> {
              runs.put(run, new Entry(found));
              untouched.add(run);
            });
  }

  /** Takes a run to put a hand on; empty when none needs one. Given back by {@link #leave}. */
  synchronized Optional<Work> take() {
    Optional<Long> first = untouched.stream().findFirst();
    if (first.isPresent()) {
      untouched.remove(first.get());
      return Optional.of(take(Objects.requireNonNull(runs.get(first.get()))));
    }
    return runs.values().stream()
        .filter(entry -> !entry.spent && entry.hands < entry.work.mostHands())
        .findFirst()
        .map(WorkList::take);
  }

  private static Work take(Entry entry) {
    entry.hands++;
    return entry.work;
  }

  /**
   * Takes the hand off.
   *
   * @param spent whether there was nothing to claim: it is let be until it is seen again
   */
  synchronized void leave(Work work, boolean spent) {
    Entry entry = Objects.requireNonNull(runs.get(work.run()));
    entry.hands--;
    entry.spent |= spent;
    if (entry.hands == 0 && entry.spent) {
      runs.remove(work.run());
      untouched.remove(work.run());
    } else if (entry.hands == 0) {
      untouched.add(work.run());
    }
  }

  /** How many more hands could be put on. */
  synchronized int wanted() {
    return runs.values().stream()
        .filter(entry -> !entry.spent)
        .mapToInt(entry -> Math.max(0, entry.work.mostHands() - entry.hands))
        .sum();
  }

  /** Whether a run has no hand on it. */
  synchronized boolean oneWaits() {
    return !untouched.isEmpty();
  }

  /** Those that hands are on. */
  synchronized List<RunInHand> atWork() {
    List<RunInHand> atWork = new ArrayList<>();
    runs.values().stream()
        .filter(entry -> entry.hands > 0)
        .forEach(entry -> atWork.add(entry.work.inHand()));
    return atWork;
  }
}
