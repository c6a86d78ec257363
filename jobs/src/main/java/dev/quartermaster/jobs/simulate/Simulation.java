package dev.quartermaster.jobs.simulate;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.quota.period.Backlog;
import dev.quartermaster.quota.period.EndingPeriods;
import dev.quartermaster.quota.period.EndingPeriods.Usual;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * An outage that has not happened, and what would follow it.
 *
 * @param leftOut schedules that fire nothing anyway, each with why: disabled, paused
 * @param periods overdue
 */
public record Simulation(
    Outage outage, List<Predicted> schedules, Map<String, String> leftOut, Overdue periods) {

  private static final String RESET = "cpu-reset";

  /** Periods in the ledger are looked up so far ahead; few end later. */
  private static final Duration KNOWN = Duration.ofDays(1);

  /**
   * The periods that end and wait to be settled.
   *
   * @param before overdue when the outage begins
   * @param comeIn during the outage
   * @param usual what the arrivals rest on, beside the periods in the ledger
   */
  public record Overdue(double before, double comeIn, Usual usual, DrainRate rate, Course course) {}

  /**
   * Makes the transaction one that sees the database as of one moment and cannot write; first of
   * all in it.
   */
  public static void readOnly(Handle handle) {
    handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  }

  /**
   * Foretells it; changes nothing.
   *
   * @param from empty for now
   * @param nodesUp what is up now is what will be up again
   */
  public static Simulation of(
      Handle handle,
      Collection<Schedule> declared,
      Optional<Instant> from,
      Duration length,
      int nodesUp) {
    Instant now = DatabaseClock.now(handle);
    Outage outage = new Outage(from.orElse(now), length);
    Map<String, String> leftOut = leftOut(handle, declared);
    List<Predicted> schedules = new ArrayList<>();
    for (Schedule schedule : declared) {
      if (!leftOut.containsKey(schedule.name())) {
        schedules.add(Predicted.of(schedule, outage));
      }
    }
    // At any other time everything has been settled.
    double before = from.isPresent() ? 0 : Backlog.now(handle).periods();
    DrainRate rate = DrainRate.of(handle, RESET, nodesUp);
    Optional<Drain> drain =
        schedules.stream()
            .filter(one -> one.schedule().name().equals(RESET))
            .findFirst()
            .flatMap(reset -> Drain.of(reset, outage, rate.perSecond()));
    return new Simulation(
        outage, List.copyOf(schedules), leftOut, overdue(handle, now, outage, before, rate, drain));
  }

  private static Overdue overdue(
      Handle handle,
      Instant now,
      Outage outage,
      double before,
      DrainRate rate,
      Optional<Drain> drain) {
    Usual usual = EndingPeriods.usual(handle);
    Steps during = Steps.of(outage.from(), outage.length());
    Steps after = Steps.of(outage.end(), Foretell.HORIZON);
    Instant soon = outage.end().plus(KNOWN);
    Map<Integer, Long> ends = EndingPeriods.in(handle, outage.from(), outage.end(), during.count());
    Map<Integer, Long> endsSoon =
        EndingPeriods.in(handle, outage.end(), soon, (int) KNOWN.dividedBy(after.step()));
    Inflow in = Inflow.of(during, ends, usual, now);
    Inflow goesOn = Inflow.of(after, endsSoon, usual, now);
    Course course = Foretell.course(outage, before, in, goesOn, drain);
    return new Overdue(before, in.total(), usual, rate, course);
  }

  private static Map<String, String> leftOut(Handle handle, Collection<Schedule> declared) {
    Set<String> paused =
        handle
            .createQuery("SELECT name FROM schedule WHERE paused_at IS NOT NULL")
            .mapTo(String.class)
            .set();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Schedule schedule : declared) {
      if (!schedule.enabled()) {
        leftOut.put(schedule.name(), "disabled");
      } else if (paused.contains(schedule.name())) {
        leftOut.put(schedule.name(), "paused");
      }
    }
    return leftOut;
  }
}
