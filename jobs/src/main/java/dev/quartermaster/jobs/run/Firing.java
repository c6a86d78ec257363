package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.notice.Notices;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Run.Cause;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What a firing does: puts the run on record and tells every node. The work is theirs. */
public final class Firing {

  private Firing() {}

  /**
   * Planned times have come. Firing the same one twice makes one run. What is refused says so and
   * holds none of the others up.
   *
   * @return what each led to, in the same order
   */
  public static List<Fired> fired(Database database, List<Planned> planned, String node) {
    Map<Planned, Fired> fired = new HashMap<>();
    List<Planned> rest = planned;
    while (!rest.isEmpty()) {
      together(database, rest, node).forEach(one -> fired.put(one.planned(), one));
      rest = rest.stream().filter(one -> !fired.containsKey(one)).toList();
    }
    return planned.stream().map(fired::get).map(Objects::requireNonNull).toList();
  }

  private static List<Fired> together(Database database, List<Planned> planned, String node) {
    return database.transaction(
        handle -> {
          List<Fired> fired = FireTogether.fire(handle, planned, node);
          if (fired.stream().anyMatch(one -> one.run().isPresent())) {
            Notices.send(handle, database.settings().schema(), Runs.NOTICE);
          }
          return fired;
        });
  }

  /**
   * A planned time has come.
   *
   * @throws IllegalStateException when it lies in the future, by the database's clock
   */
  public static Optional<Run> fired(
      Database database, Schedule schedule, Instant plannedFor, String node) {
    Planned planned = new Planned(schedule.name(), schedule.when(), plannedFor);
    Fired fired = fired(database, List.of(planned), node).get(0);
    fired
        .refused()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    return fired.run();
  }

  /**
   * Runs it now, by hand; joins the run that goes on or waits, or one that was fired since this was
   * called: however many ask at once, and however soon a run ends, it runs for all of them.
   */
  public static Run forced(Database database, Schedule schedule, String node) {
    long called = System.nanoTime();
    return database.transaction(
        handle -> {
          Standing.hold(handle, Map.of(schedule.name(), schedule.when()));
          Duration waited = Duration.ofNanos(System.nanoTime() - called);
          Instant now = DatabaseClock.now(handle);
          Optional<Run> joined =
              Runs.current(handle, schedule.name())
                  .or(() -> Runs.firedSince(handle, schedule.name(), now.minus(waited)));
          Run run = joined.orElseGet(() -> open(handle, schedule.name(), now, node));
          if (run.waits()) {
            Runs.startNow(handle, run.id());
          }
          if (run.waits() || joined.isEmpty()) {
            Notices.send(handle, database.settings().schema(), Runs.NOTICE);
          }
          return run;
        });
  }

  private static Run open(Handle handle, String schedule, Instant now, String node) {
    Opening opening = Opening.now(schedule, now, Cause.FORCED, Missed.NONE);
    return Openings.open(handle, List.of(opening), node).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a run at " + now + " is there already"));
  }

  /** Notes that the schedule is declared: from now on it is watched. */
  public static void declared(Database database, Schedule schedule) {
    database.transaction(handle -> Declarations.declared(handle, List.of(schedule)));
  }
}
