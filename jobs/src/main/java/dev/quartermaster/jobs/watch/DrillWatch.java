package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Drilled;
import dev.quartermaster.alerts.alert.Drilled.Taken;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.run.Drills;
import dev.quartermaster.jobs.run.Drills.Drill;
import dev.quartermaster.jobs.run.Drills.Frozen;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Another source, of which what a drill leads to is marked as such; and ends a drill when somebody
 * was told of it, or nobody will be. What is measured is how the source itself finds it.
 */
record DrillWatch(Source source) implements Source {

  /** Until then the canary has fired on time again. */
  private static final Duration AFTERMATH = Duration.ofMinutes(2);

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Set<String> names() {
    Set<String> names = new HashSet<>(source.names());
    names.add(Drilled.NAME);
    return Set.copyOf(names);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    List<Condition> found = source.look(handle, now);
    return Drills.newest(handle)
        .filter(newest -> matters(newest, now))
        .map(newest -> found.stream().flatMap(one -> marked(one, newest)).toList())
        .orElse(found);
  }

  @Override
  public void record(Handle handle, Instant now) {
    source.record(handle, now);
    Drills.newest(handle)
        .filter(newest -> newest.ended().isEmpty())
        .ifPresent(goesOn -> endIfTold(handle, goesOn, now));
  }

  private static boolean matters(Drill drill, Instant now) {
    return drill.ended().map(at -> at.plus(AFTERMATH).isAfter(now)).orElse(true);
  }

  private static void endIfTold(Handle handle, Drill drill, Instant now) {
    Optional<Taken> taken = Drilled.taken(handle, drill.begun());
    Instant from = drill.frozen().map(Frozen::missed).orElse(drill.begun());
    if (taken.isPresent() || !from.plus(Drills.LONGEST).isAfter(now)) {
      Drills.end(handle, drill, Drilled.found(handle, drill.begun()), taken);
    }
  }

  /** That it fires late afterwards was to be expected. */
  private static Stream<Condition> marked(Condition condition, Drill drill) {
    boolean ofDrill =
        condition.cause().subject().equals(Drills.CANARY)
            && drill.frozen().filter(its -> !condition.since().isBefore(its.at())).isPresent();
    if (!ofDrill) {
      return Stream.of(condition);
    }
    return condition.cause().name().equals("ScheduleNotFiring") && drill.ended().isEmpty()
        ? Stream.of(Drilled.of(condition))
        : Stream.empty();
  }
}
