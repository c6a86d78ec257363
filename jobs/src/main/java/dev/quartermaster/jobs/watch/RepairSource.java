package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.quartz.Repair;
import dev.quartermaster.jobs.quartz.Repairs;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Looks whether triggers had to be mended: by whom they were broken, somebody should find out. */
final class RepairSource implements Source {

  private static final String NAME = "ScheduleAdrift";

  private static final Duration RECENT = Duration.ofMinutes(10);

  /** Of many, so many are told of. */
  private static final int SHOWN = 10;

  private final Watched watched;

  RepairSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    return judge(Repairs.since(handle, now.minus(RECENT)), watched.schedules().get());
  }

  /** Newest first. More than a few at once, or one of all, have one cause. */
  static List<Condition> judge(List<Repair> repairs, Map<String, Schedule> schedules) {
    Map<String, List<Repair>> bySchedule =
        repairs.stream()
            .collect(
                Collectors.groupingBy(Repair::schedule, LinkedHashMap::new, Collectors.toList()));
    if (bySchedule.size() > JudgeSchedules.SEVERAL || bySchedule.containsKey(Repair.ALL)) {
      return List.of(many(repairs, bySchedule.size()));
    }
    return bySchedule.values().stream().map(its -> of(its, schedules)).toList();
  }

  private static Condition of(List<Repair> repairs, Map<String, Schedule> schedules) {
    Repair newest = repairs.get(0);
    Sign sign = Sign.warning(NAME, repairs.get(repairs.size() - 1).at());
    Told told =
        new Told(
            "%s had drifted from its declaration: %s; %s"
                .formatted(newest.schedule(), newest.found(), newest.did()),
            details(repairs));
    Schedule schedule = schedules.get(newest.schedule());
    return schedule == null
        ? sign.of(
            newest.schedule(),
            new Condition.Text(
                told.summary(),
                told.details().all(),
                Map.of("schedule", newest.schedule()),
                Optional.empty()))
        : told.of(sign, schedule);
  }

  private static Condition many(List<Repair> repairs, int schedules) {
    Repair newest = repairs.get(0);
    return new Told(
            "triggers were mended in Quartz's tables, of %,d schedules; the newest: %s; %s"
                .formatted(schedules, newest.found(), newest.did()),
            details(repairs))
        .ofCluster(Sign.warning(NAME, repairs.get(repairs.size() - 1).at()));
  }

  private static Details details(List<Repair> repairs) {
    Details details = Details.NONE.with("repairs", repairs.size());
    for (Repair repair : repairs.subList(0, Math.min(SHOWN, repairs.size()))) {
      details =
          details.with(
              "%s of %s".formatted(repair.at(), repair.schedule()),
              "%s; %s, by %s".formatted(repair.found(), repair.did(), repair.node()));
    }
    return details;
  }
}
