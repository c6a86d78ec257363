package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Looks whether somebody has paused a schedule and forgotten it. */
final class PauseSource implements Source {

  private static final String NAME = "PausedTooLong";

  private static final Duration LONG = Duration.ofDays(1);

  private static final Duration ENDED = Duration.ofMinutes(1);

  private final Watched watched;

  PauseSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Map<String, Pause> paused = Pauses.all(handle);
    return watched.enabled().stream()
        .flatMap(
            schedule ->
                Optional.ofNullable(paused.get(schedule.name()))
                    .flatMap(pause -> judge(schedule, pause, now))
                    .stream())
        .toList();
  }

  static Optional<Condition> judge(Schedule schedule, Pause pause, Instant now) {
    Duration paused = Duration.between(pause.at(), now);
    // Who said until when has not forgotten it; a node ends it within seconds.
    Instant from = pause.until().map(end -> end.plus(ENDED)).orElse(pause.at().plus(LONG));
    if (!now.isAfter(from)) {
      return Optional.empty();
    }
    String reason = pause.reason().isBlank() ? "no reason given" : pause.reason();
    return Optional.of(
        new Told(
                "%s has been paused for %s by %s: %s"
                    .formatted(schedule.name(), Spans.words(paused), pause.by(), reason),
                Details.NONE
                    .with("paused by", pause.by())
                    .with("reason", reason)
                    .with("paused at", pause.at())
                    .with("paused for", paused)
                    .with("mend", "schedules resume " + schedule.name()))
            .of(Sign.warning(NAME, from), schedule));
  }
}
