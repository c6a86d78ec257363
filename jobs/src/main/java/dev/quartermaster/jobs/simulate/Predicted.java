package dev.quartermaster.jobs.simulate;

import dev.quartermaster.jobs.catchup.Decision;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of the planned times of one schedule that fall into an outage.
 *
 * @param newest of those planned times; empty when there is none
 * @param decision about all of them, as it would be taken when nodes are up again
 */
public record Predicted(Schedule schedule, Optional<Instant> newest, Decision decision) {

  /** Asks the same function that decides about a real outage. */
  public static Predicted of(Schedule schedule, Outage outage) {
    Optional<Instant> newest =
        Missed.newest(schedule.when().timetable(), outage.from().plusNanos(1), outage.end());
    return new Predicted(
        schedule,
        newest,
        newest
            .map(at -> Decision.of(schedule.when(), outage.from(), at, outage.end()))
            .orElse(Decision.NOTHING));
  }

  /** Planned times that come while nothing fires, the one that then runs late included. */
  public long missed() {
    return decision.missed().count() + (decision.runs() ? 1 : 0);
  }

  /** Whether there may be more missed times: nobody counts further. */
  public boolean andMore() {
    return decision.missed().count() >= Missed.MOST;
  }

  public Optional<Instant> firstMissed() {
    return decision.missed().first().or(() -> newest);
  }

  /** The planned times that run all the same, in the order of their starts. */
  public List<Instant> runs() {
    return Stream.concat(
            newest.filter(at -> decision.runs()).stream(), decision.backfill().stream())
        .toList();
  }

  /** Missed times that neither run nor have a run that stands for them. */
  public long letGo() {
    return switch (schedule.when().catchUp()) {
      case COALESCE -> 0;
      case SKIP, BACKFILL -> missed() - runs().size();
    };
  }

  /** How long after the outage the last of the runs starts, if none before it takes longer. */
  public Optional<Duration> lastStart() {
    return runs().isEmpty()
        ? Optional.empty()
        : Optional.of(schedule.when().backfill().every().multipliedBy(decision.backfill().size()));
  }
}
