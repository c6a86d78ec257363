package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Aside;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.watch.Outcome.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Looks whether what jobs stand for holds, whatever they say themselves. The queries may be dear:
 * of those that it knows of, it asks one at each look, in turn.
 */
final class OutcomeSource implements Source {

  private static final Duration MOST = Duration.ofSeconds(2);

  /** After a longer time without a look, all is asked anew. */
  private static final Duration STALE = Duration.ofMinutes(1);

  /** Among the newest runs of a schedule one is over, unless it runs many at once. */
  private static final int NEWEST = 3;

  private final Watched watched;
  // Asked longest ago first.
  private final Map<String, Optional<Condition>> found = new LinkedHashMap<>();
  private Instant looked = Instant.MIN;

  OutcomeSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of("OutcomeNotMet", "NoStandby");
  }

  @Override
  public synchronized List<Condition> look(Handle handle, Instant now) {
    Map<String, Schedule> guaranteed = guaranteed();
    if (looked.isBefore(now.minus(STALE))) {
      found.clear();
    }
    found.keySet().retainAll(guaranteed.keySet());
    for (String name : next(guaranteed)) {
      Schedule schedule = guaranteed.get(name);
      found.remove(name);
      found.put(name, schedule == null ? Optional.empty() : ask(handle, schedule, now));
    }
    looked = now;
    return found.values().stream().flatMap(Optional::stream).toList();
  }

  /** Those that it knows nothing of yet, else the one that it asked for longest ago. */
  private List<String> next(Map<String, Schedule> guaranteed) {
    List<String> unknown = new ArrayList<>(guaranteed.keySet());
    unknown.removeAll(found.keySet());
    return unknown.isEmpty() ? found.keySet().stream().limit(1).toList() : unknown;
  }

  private Map<String, Schedule> guaranteed() {
    Map<String, Schedule> guaranteed = new LinkedHashMap<>();
    watched.enabled().stream()
        .filter(schedule -> guarantee(schedule).isPresent())
        .forEach(schedule -> guaranteed.put(schedule.name(), schedule));
    return guaranteed;
  }

  private Optional<Guarantee> guarantee(Schedule schedule) {
    return switch (schedule.work().kind()) {
      case "built-in", "java" ->
          watched.jobs().apply(schedule).orElse(null) instanceof BatchedJob job
              ? job.guarantee()
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<Condition> ask(Handle handle, Schedule schedule, Instant now) {
    Guarantee guarantee = guarantee(schedule).orElseThrow();
    Answer answer = answer(handle, guarantee);
    boolean holds = answer instanceof Answer.Violations violations && violations.count() == 0;
    Optional<Run.End> newest = holds ? Optional.empty() : newest(handle, schedule);
    return new Outcome(schedule, guarantee, answer, newest).judge(now);
  }

  /** One that cannot be told is told as such: it keeps nobody from asking for the others. */
  private static Answer answer(Handle handle, Guarantee guarantee) {
    try {
      return Aside.look(
          handle,
          MOST,
          aside ->
              new Answer.Violations(
                  aside.createQuery(guarantee.violations()).mapTo(Long.class).one()));
    } catch (RuntimeException e) {
      return new Answer.Unknown(String.valueOf(e.getMessage()).lines().findFirst().orElse("?"));
    }
  }

  private static Optional<Run.End> newest(Handle handle, Schedule schedule) {
    return Runs.history(handle, schedule.name(), NEWEST).stream()
        .map(RunSummary::run)
        .flatMap(run -> run.end().stream())
        .findFirst();
  }
}
