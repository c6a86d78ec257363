package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.run.ScheduleRecord;
import dev.quartermaster.jobs.run.ScheduleRecord.Last;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.watch.Fares.Start;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Looks whether every schedule fires, and on time. Goes by its own timetable and by what is on
 * record, so that it sees silence whatever the reason. One that is paused, or that no node has
 * declared yet, is not late.
 */
final class ScheduleSource implements Source {

  private final Watched watched;

  ScheduleSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of("ScheduleNotFiring", "SchedulesNotFiring", "ScheduleFiredLate");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    List<Fares> all = fares(handle, now);
    List<String> late =
        all.stream()
            .filter(fares -> fares.late().isPresent())
            .map(fares -> fares.schedule().name())
            .toList();
    Diagnosis why = late.isEmpty() ? Diagnosis.NONE : Diagnose.late(handle, late, now);
    return new JudgeSchedules(why).judge(all);
  }

  private List<Fares> fares(Handle handle, Instant now) {
    Map<String, ScheduleRecord> records = ScheduleRecord.all(handle);
    Map<String, Start> starts = Starts.newest(handle);
    return watched.enabled().stream()
        .flatMap(
            schedule ->
                Optional.ofNullable(records.get(schedule.name()))
                    .filter(record -> record.pause().isEmpty())
                    .map(record -> fares(schedule, record, starts, now))
                    .stream())
        .toList();
  }

  private static Fares fares(
      Schedule schedule, ScheduleRecord record, Map<String, Start> starts, Instant now) {
    return new Fares(
        schedule,
        record.punctuality(schedule, now),
        record.last().flatMap(Last::firedAt),
        // What was planned before it was last declared was planned otherwise.
        Optional.ofNullable(starts.get(schedule.name()))
            .filter(start -> !start.planned().isBefore(record.declaredAt())));
  }
}
