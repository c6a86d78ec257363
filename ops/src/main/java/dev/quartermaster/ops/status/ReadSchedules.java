package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.monitor.Punctuality;
import dev.quartermaster.alerts.monitor.Punctuality.Due;
import dev.quartermaster.alerts.monitor.Punctuality.Late;
import dev.quartermaster.alerts.monitor.Punctuality.OnTime;
import dev.quartermaster.jobs.batch.SetAside;
import dev.quartermaster.jobs.pace.AllArrivals;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.ScheduleRecord;
import dev.quartermaster.jobs.run.ScheduleRecord.Last;
import dev.quartermaster.jobs.run.ScheduleRecord.Running;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.status.Status.Load;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How the schedules stand: three statements for however many there are. */
final class ReadSchedules {

  private final Instant now;
  private final Collection<Schedule> schedules;
  private final Map<String, ScheduleRecord> records;
  private final Map<String, Arrivals> arrivals;
  private final Map<String, Long> setAside;

  /** As they stand now, by the database's clock. */
  ReadSchedules(Handle handle, Instant now, Collection<Schedule> schedules) {
    this.now = now;
    this.schedules = schedules;
    this.records = ScheduleRecord.all(handle);
    this.arrivals = AllArrivals.of(handle, schedules, now);
    this.setAside = SetAside.counts(handle);
  }

  List<ScheduleStatus> list() {
    return schedules.stream().map(this::status).toList();
  }

  private ScheduleStatus status(Schedule schedule) {
    Optional<ScheduleRecord> record = Optional.ofNullable(records.get(schedule.name()));
    boolean fires = schedule.enabled() && record.flatMap(ScheduleRecord::pause).isEmpty();
    Optional<Instant> next =
        Optional.of(schedule.when().timetable().next(now)).filter(at -> at.isBefore(Instant.MAX));
    Punctuality punctuality = punctuality(schedule, record);
    long late = punctuality instanceof Late by ? by.by().toSeconds() : 0;
    Optional<Last> last = record.flatMap(ScheduleRecord::last);
    return new ScheduleStatus(
        schedule.name(),
        state(schedule, record, punctuality),
        last.flatMap(Last::firedAt),
        fires ? next : Optional.empty(),
        fires ? late : 0,
        record.flatMap(ScheduleRecord::running).isPresent(),
        last.flatMap(Last::outcome),
        load(schedule.name(), record.flatMap(ScheduleRecord::running)));
  }

  private Load load(String schedule, Optional<Running> running) {
    return new Load(
        running, Optional.ofNullable(arrivals.get(schedule)), setAside.getOrDefault(schedule, 0L));
  }

  /** One that no node has declared yet is not late. */
  private Punctuality punctuality(Schedule schedule, Optional<ScheduleRecord> record) {
    return record
        .map(its -> its.punctuality(schedule, now))
        .orElseGet(() -> new OnTime(schedule.when().timetable().next(now)));
  }

  private String state(
      Schedule schedule, Optional<ScheduleRecord> record, Punctuality punctuality) {
    if (!schedule.enabled()) {
      return "disabled";
    } else if (record.isEmpty()) {
      return "new";
    }
    boolean isOverrun =
        record
            .flatMap(ScheduleRecord::running)
            .map(run -> now.isAfter(run.since().plus(schedule.limits().finishWithin())))
            .orElse(false);
    if (isOverrun) {
      return "overrun";
    } else if (record.flatMap(ScheduleRecord::pause).isPresent()) {
      return "paused";
    } else if (punctuality instanceof Late) {
      return "late";
    } else if (record.flatMap(ScheduleRecord::running).isPresent()) {
      return "running";
    }
    Optional<String> outcome = record.flatMap(ScheduleRecord::last).flatMap(Last::outcome);
    if (outcome.equals(Optional.of(Run.Outcome.FAILED.word()))) {
      return "failing";
    }
    return punctuality instanceof Due ? "due" : "ok";
  }
}
