package dev.quartermaster.jobs.simulate;

import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The runs that work a backlog off, each to the end of its time budget.
 *
 * @param perSecond items, above 0
 * @param first when the first run begins
 */
record Drain(double perSecond, Instant first, Schedule schedule) {

  /** A run. */
  record Window(Instant from, Instant to) {}

  /** Empty when no run is planned any more. */
  static Optional<Drain> of(Predicted predicted, Outage outage, double perSecond) {
    Schedule schedule = predicted.schedule();
    Instant first =
        predicted.decision().runs() ? outage.end() : schedule.when().timetable().next(outage.end());
    return first.equals(Instant.MAX)
        ? Optional.empty()
        : Optional.of(new Drain(perSecond, first, schedule));
  }

  Window window() {
    return new Window(first, first.plus(budget()));
  }

  /** The run after one that has handed over. */
  Optional<Window> after(Window last) {
    Timetable timetable = schedule.when().timetable();
    Instant next =
        schedule.when().overlap() == Overlap.FORBID
            ? timetable.next(last.to())
            : later(timetable.next(last.from()), last.to());
    return next.equals(Instant.MAX)
        ? Optional.empty()
        : Optional.of(new Window(next, next.plus(budget())));
  }

  private Duration budget() {
    return schedule.batching().timeBudget();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
