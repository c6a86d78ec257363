package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Looks whether runs begin, get on, end in time, and succeed. */
final class RunSource implements Source {

  private final Watched watched;

  RunSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of(
        "RunNotFinished",
        "RunSlow",
        "RunWithoutProgress",
        "RunNotBegun",
        "RunsNotBegun",
        "RunsFailing",
        "RunsOverlap");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Map<String, Schedule> schedules = watched.schedules().get();
    JudgeRuns judge = new JudgeRuns(now);
    List<Condition> wrong = new ArrayList<>();
    Map<Schedule, List<OpenRun>> open =
        OpenRun.all(handle).stream()
            .filter(run -> schedules.containsKey(run.schedule()))
            .collect(Collectors.groupingBy(run -> schedules.get(run.schedule())));
    open.forEach((schedule, runs) -> wrong.addAll(judge.open(schedule, runs, isCut(schedule))));
    wrong.addAll(new JudgeBeginnings(now).judge(open));
    for (FailedRuns failed : FailedRuns.all(handle)) {
      Schedule schedule = schedules.get(failed.schedule());
      if (schedule != null && schedule.enabled()) {
        judge.failed(schedule, failed).ifPresent(wrong::add);
      }
    }
    return wrong;
  }

  /** Work outside of the database is one piece, however long it takes. */
  private boolean isCut(Schedule schedule) {
    return switch (schedule.work().kind()) {
      case "http", "command" -> false;
      default -> watched.jobs().apply(schedule).filter(OutsideJob.class::isInstance).isEmpty();
    };
  }
}
