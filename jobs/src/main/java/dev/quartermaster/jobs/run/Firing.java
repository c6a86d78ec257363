package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.notice.Notices;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Runs.Opening;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What a firing does: puts the run on record and tells every node. The work is theirs. */
public final class Firing {

  /** How far a machine's clock may be ahead of the database's. */
  private static final Duration EARLY = Duration.ofSeconds(2);

  private Firing() {}

  /** A planned time has come. Firing the same one twice makes one run. */
  public static Optional<Run> fired(
      Database database, Schedule schedule, Instant plannedFor, String node) {
    return database.transaction(
        handle -> {
          Instant declared =
              Runs.declare(handle, schedule.name(), schedule.when().timetable().text());
          refuseEarly(schedule, plannedFor, DatabaseClock.now(handle));
          long misses = missesBefore(handle, schedule, declared, plannedFor);
          Opening opening = new Opening(schedule.name(), plannedFor, node, misses, false);
          Optional<Run> before = Runs.running(handle, schedule.name());
          if (before.isPresent() && schedule.when().overlap() != Overlap.ALLOW) {
            Runs.skip(
                handle,
                opening,
                "the run planned for %s still goes on".formatted(before.get().plannedFor()));
            return Optional.empty();
          }
          return open(handle, database, opening);
        });
  }

  /**
   * Runs it now, by hand; joins the run that goes on, or one that was fired since this was called:
   * however many ask at once, and however soon a run ends, it runs for all of them.
   */
  public static Run forced(Database database, Schedule schedule, String node) {
    long called = System.nanoTime();
    return database.transaction(
        handle -> {
          Runs.declare(handle, schedule.name(), schedule.when().timetable().text());
          Duration waited = Duration.ofNanos(System.nanoTime() - called);
          Instant now = DatabaseClock.now(handle);
          Optional<Run> joined =
              Runs.running(handle, schedule.name())
                  .or(() -> Runs.firedSince(handle, schedule.name(), now.minus(waited)));
          if (joined.isPresent()) {
            return joined.get();
          }
          Opening opening = new Opening(schedule.name(), now, node, 0, true);
          return open(handle, database, opening)
              .orElseThrow(
                  () -> new IllegalStateException("a run at " + now + " is there already"));
        });
  }

  /** Notes that the schedule is declared: from now on it is watched. */
  public static void declared(Database database, Schedule schedule) {
    database.run(
        handle -> Runs.declare(handle, schedule.name(), schedule.when().timetable().text()));
  }

  private static Optional<Run> open(Handle handle, Database database, Opening opening) {
    Optional<Run> run = Runs.open(handle, opening);
    if (run.isPresent()) {
      Notices.send(handle, database.settings().schema(), Runs.NOTICE);
    }
    return run;
  }

  /**
   * Quartz goes by its machine's clock; a run on record for a time to come would hide real ones.
   */
  private static void refuseEarly(Schedule schedule, Instant plannedFor, Instant now) {
    if (plannedFor.isAfter(now.plus(EARLY))) {
      throw new IllegalStateException(
          "'%s' fired for %s, but it is %s by the database: is this machine's clock ahead?"
              .formatted(schedule.name(), plannedFor, now));
    }
  }

  private static long missesBefore(
      Handle handle, Schedule schedule, Instant declared, Instant plannedFor) {
    Instant last =
        Runs.lastPlanned(handle, schedule.name()).filter(declared::isBefore).orElse(declared);
    return Missed.between(schedule.when().timetable(), last, plannedFor).count();
  }
}
