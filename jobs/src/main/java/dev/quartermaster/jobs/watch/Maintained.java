package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Maintenance;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Another source, of which what concerns a schedule in maintenance is marked. */
record Maintained(Source source, Supplier<Map<String, Schedule>> schedules) implements Source {

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Map<String, Schedule> declared = schedules.get();
    return source.look(handle, now).stream().map(one -> marked(one, declared, now)).toList();
  }

  @Override
  public void record(Handle handle, Instant now) {
    source.record(handle, now);
  }

  private static Condition marked(
      Condition condition, Map<String, Schedule> declared, Instant now) {
    return Optional.ofNullable(condition.text().labels().get("schedule"))
        .map(declared::get)
        .filter(schedule -> isMaintained(schedule, now))
        .map(schedule -> Maintenance.of(schedule.name(), condition))
        .orElse(condition);
  }

  private static boolean isMaintained(Schedule schedule, Instant now) {
    return schedule.limits().maintenance().filter(window -> window.covers(now)).isPresent();
  }
}
