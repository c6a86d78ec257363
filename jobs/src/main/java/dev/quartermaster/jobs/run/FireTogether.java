package dev.quartermaster.jobs.run;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.catchup.Decision;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Run.Cause;
import dev.quartermaster.jobs.schedule.Schedule.CatchUp;
import dev.quartermaster.jobs.schedule.Schedule.Overlap;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Puts the firings of many schedules on record, in one transaction and a handful of statements. */
final class FireTogether {

  /** How far a machine's clock may be ahead of the database's. */
  private static final Duration EARLY = Duration.ofSeconds(2);

  /** Rows are held while it is decided: what takes longer is left to the next transaction. */
  private static final Duration BUDGET = Duration.ofSeconds(1);

  /** A record of a time further ahead was left by a clock that was. */
  private static final Duration AHEAD = Duration.ofSeconds(5);

  private final Handle handle;
  private final String node;
  private final Instant now;
  private final Map<String, Standing> standings;
  private final List<Opening> openings = new ArrayList<>();
  private final Map<Planned, Decision> caughtUp = new HashMap<>();
  private final Map<Planned, String> refused = new HashMap<>();
  private final Map<String, Instant> decided = new HashMap<>();

  private FireTogether(Handle handle, List<Planned> planned, String node) {
    this.handle = handle;
    this.node = node;
    this.standings = hold(planned);
    // After the wait for others who fire.
    this.now = DatabaseClock.now(handle);
  }

  /** What each led to, oldest first; fewer than were given when there was no time for more. */
  static List<Fired> fire(Handle handle, List<Planned> planned, String node) {
    return new FireTogether(handle, planned, node).fire(planned);
  }

  private Map<String, Standing> hold(List<Planned> planned) {
    Map<String, When> schedules = new HashMap<>();
    planned.forEach(one -> schedules.put(one.schedule(), one.when()));
    return Standing.hold(handle, schedules);
  }

  private List<Fired> fire(List<Planned> all) {
    List<Planned> planned = new ArrayList<>();
    long began = System.nanoTime();
    for (Planned next : all.stream().sorted(Comparator.comparing(Planned::at)).toList()) {
      if (!planned.isEmpty() && System.nanoTime() - began > BUDGET.toNanos()) {
        break;
      }
      decide(next);
      planned.add(next);
    }
    Map<String, Map<Instant, Run>> opened = new HashMap<>();
    for (Run run : Openings.open(handle, openings, node)) {
      if (run.end().isEmpty()) {
        opened
            .computeIfAbsent(run.schedule(), schedule -> new HashMap<>())
            .put(run.plannedFor(), run);
      }
    }
    Standing.decided(handle, decided);
    List<Fired> fired =
        planned.stream()
            .map(
                one ->
                    new Fired(
                        one,
                        Optional.ofNullable(
                            opened.getOrDefault(one.schedule(), Map.of()).get(one.at())),
                        Optional.ofNullable(refused.get(one))))
            .toList();
    for (Fired one : fired) {
      Decision decision = caughtUp.get(one.planned());
      if (decision != null) {
        Map<Instant, Run> runs = opened.getOrDefault(one.planned().schedule(), Map.of());
        long each = decision.backfill().stream().filter(runs::containsKey).count();
        CatchUps.record(handle, one, decision, each, node);
      }
    }
    return fired;
  }

  private void decide(Planned planned) {
    Standing standing = Objects.requireNonNull(standings.get(planned.schedule()));
    if (planned.at().isAfter(now.plus(EARLY))) {
      // Quartz goes by its machine's clock; a run on record for a time to come would hide real
      // ones.
      refused.put(
          planned,
          "'%s' fired for %s, but it is %s by the database: is this machine's clock ahead?"
              .formatted(planned.schedule(), planned.at(), now));
      return;
    }
    // Not to be believed, it says nothing of what was missed either.
    boolean ahead = standing.through().filter(t -> t.isAfter(now.plus(AHEAD))).isPresent();
    boolean isDecided = standing.through().filter(t -> !planned.at().isAfter(t)).isPresent();
    if (standing.paused() || (isDecided && !ahead)) {
      return;
    }
    Instant from =
        ahead || !planned.at().isAfter(standing.declaredAt())
            ? planned.at().minusNanos(1)
            : standing.decidedThrough();
    Decision decision = Decision.of(planned.when(), from, planned.at(), now);
    if (decision.missed().count() > 0) {
      caughtUp.put(planned, decision);
    }
    backfill(planned, decision);
    Optional<Opening> opening =
        decision.runs() ? Optional.of(open(planned, decision, standing)) : Optional.empty();
    opening.ifPresent(openings::add);
    decided.put(planned.schedule(), planned.at());
    standings.put(
        planned.schedule(),
        standing.with(planned.at(), opening.stream().map(this::asIfOpened).toList()));
  }

  /** For the next firing of the same schedule in this group. */
  private Run asIfOpened(Opening opening) {
    return new Run(
        0,
        opening.schedule(),
        opening.plannedFor(),
        now,
        node,
        opening.cause(),
        opening.missed(),
        1,
        opening.notBefore().isPresent() ? Optional.empty() : Optional.of(now),
        opening.skipped().map(why -> new Run.End(now, Run.Outcome.SKIPPED, Optional.of(why))));
  }

  private Opening open(Planned planned, Decision decision, Standing standing) {
    When when = planned.when();
    // What runs by itself or is let go, no other run stands for.
    Missed standsFor = when.catchUp() == CatchUp.COALESCE ? decision.missed() : Missed.NONE;
    Opening opening = Opening.now(planned.schedule(), planned.at(), Cause.PLANNED, standsFor);
    Optional<Run> current = when.overlap() == Overlap.ALLOW ? Optional.empty() : standing.current();
    if (current.isPresent() && when.overlap() == Overlap.FORBID) {
      return opening.skips(
          current.get().waits()
              ? "the run planned for %s waits to be started".formatted(current.get().plannedFor())
              : "the run planned for %s still goes on".formatted(current.get().plannedFor()));
    }
    if (current.isPresent() && standing.oneWaits()) {
      return opening.skips(
          "the run planned for %s still goes on, and one waits behind it already"
              .formatted(current.get().plannedFor()));
    }
    Instant start = planned.at().plus(Jitter.of(planned));
    if (current.isPresent() || start.isAfter(now)) {
      return opening.waitsUntil(start);
    }
    return opening;
  }

  private void backfill(Planned planned, Decision decision) {
    Instant start = now;
    for (Instant missed : decision.backfill()) {
      start = start.plus(planned.when().backfill().every());
      openings.add(
          Opening.now(planned.schedule(), missed, Cause.BACKFILL, Missed.NONE).waitsUntil(start));
    }
  }
}
