package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.batch.SetAside;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Looks whether items are set aside because they fail. */
final class QuarantineSource implements Source {

  private static final String NAME = "QuarantinedItems";

  private final Watched watched;

  QuarantineSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Map<String, Schedule> schedules = watched.schedules().get();
    return SetAside.all(handle).stream()
        .flatMap(
            aside ->
                Optional.ofNullable(schedules.get(aside.schedule()))
                    .map(schedule -> judge(schedule, aside))
                    .stream())
        .toList();
  }

  static Condition judge(Schedule schedule, SetAside.Items aside) {
    return new Told(
            "%s: %,d %s set aside because %s; the newest error: %s"
                .formatted(
                    schedule.name(),
                    aside.count(),
                    aside.count() == 1 ? "item is" : "items are",
                    aside.count() == 1 ? "it fails" : "they fail",
                    aside.newestError()),
            Details.NONE
                .with("items", aside.count())
                .with("wait for a person", aside.givenUp())
                .with("since", aside.since())
                .with("newest item", aside.newestItem())
                .with("newest error", aside.newestError())
                .with("see", "quarantine list"))
        .of(Sign.warning(NAME, aside.since()), schedule);
  }
}
