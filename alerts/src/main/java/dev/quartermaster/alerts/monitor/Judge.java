package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Missing;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import dev.quartermaster.alerts.monitor.Verdict.Fate;
import dev.quartermaster.alerts.monitor.Verdict.Occurrence;
import dev.quartermaster.alerts.monitor.Verdict.Passed;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Holds a monitor to its plan: pure, the caller brings the record and the time.
 *
 * <p>Check-ins move the record by themselves, whoever watches: so that a judge who was away finds
 * out from the record what came meanwhile, and only what did not come is wrong.
 */
public final class Judge {

  /** Of expected times that passed at once, so many of the newest are kept one by one. */
  public static final int LISTED = 100;

  /** More than this are not counted at once. */
  static final int COUNTED = 10_000;

  private final Plan plan;
  private final Standing standing;
  private final List<Gap> gaps;
  private final Instant now;
  private final Deque<Occurrence> occurrences = new ArrayDeque<>();
  private Instant expected;
  private Optional<Missing> missing;
  private Optional<Instant> unknown;

  private Judge(Plan plan, Standing standing, List<Gap> gaps, Instant now) {
    this.plan = plan;
    this.standing = standing;
    this.gaps = gaps;
    this.now = now;
    this.expected = standing.expected();
    this.missing = standing.missing();
    this.unknown = standing.unknown();
  }

  /**
   * Its verdict.
   *
   * @param gaps in which no check-in could be taken; in any order
   */
  public static Verdict of(Plan plan, Standing standing, List<Gap> gaps, Instant now) {
    return new Judge(plan, standing, gaps, now).verdict();
  }

  private Verdict verdict() {
    pass();
    Optional<End> failed = standing.last().end().filter(end -> !end.well());
    List<OpenRun> overdue = standing.runs().stream().filter(this::isOverdue).toList();
    return new Verdict(
        state(failed.isPresent(), !overdue.isEmpty()),
        missing,
        failed,
        overdue,
        isMaintenance(now),
        new Passed(List.copyOf(occurrences), unknown, expected));
  }

  private State state(boolean failed, boolean overdue) {
    if (missing.isPresent()) {
      return State.DOWN;
    } else if (failed) {
      return State.FAILED;
    } else if (overdue) {
      return State.RUNNING_LONG;
    } else if (expected.isBefore(now)) {
      return State.LATE;
    } else if (!standing.runs().isEmpty()) {
      return State.RUNNING;
    } else if (unknown.isPresent()) {
      return State.UNKNOWN;
    }
    return standing.last().seen().isEmpty() ? State.NEW : State.UP;
  }

  /** Decides upon each expected time whose grace is over. */
  private void pass() {
    for (int i = 0; !isOpen(expected); i++) {
      if (i == COUNTED) {
        expected = Expect.next(plan, now);
        return;
      }
      decide(expected);
      expected = Expect.next(plan, expected);
    }
  }

  private boolean isOpen(Instant time) {
    return time.equals(Instant.MAX) || !deadline(time).isBefore(now);
  }

  private void decide(Instant time) {
    Instant deadline = deadline(time);
    if (isLost(time, deadline)) {
      unknown = Optional.of(time);
      keep(new Occurrence(time, Fate.UNKNOWN));
      return;
    }
    missing = Optional.of(missing.map(Missing::andOne).orElse(new Missing(time, 1)));
    keep(new Occurrence(time, isMaintenance(deadline) ? Fate.QUIET : Fate.MISSED));
  }

  private void keep(Occurrence occurrence) {
    occurrences.addLast(occurrence);
    if (occurrences.size() > LISTED) {
      occurrences.removeFirst();
    }
  }

  /** Until when a check-in may come: whoever found no node then has time to try again. */
  private Instant deadline(Instant time) {
    Instant plain = time.plus(plan.grace());
    Instant until = plain;
    for (Gap gap : gaps) {
      if (gap.isBridged() && gap.touches(time, plain)) {
        Instant tried = gap.to().plus(Gap.BRIDGED);
        until = tried.isAfter(until) ? tried : until;
      }
    }
    return until;
  }

  /** What was told in a gap that nobody bridges was told to nobody. */
  private boolean isLost(Instant from, Instant to) {
    return gaps.stream().anyMatch(gap -> !gap.isBridged() && gap.touches(from, to));
  }

  private boolean isOverdue(OpenRun run) {
    Instant due = run.started().plus(plan.finishWithin());
    return due.isBefore(now) && !isLost(run.started(), due);
  }

  private boolean isMaintenance(Instant at) {
    return plan.maintenance().map(windows -> windows.covers(at)).orElse(false);
  }
}
