package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a node's configuration declares.
 *
 * @param enabled its schedules that are to fire, by name
 * @param isNewest no newer one was published: what it does not have is to go
 */
record Declared(Map<String, Schedule> enabled, boolean isNewest) {

  static Declared of(Collection<Schedule> schedules, boolean isNewest) {
    return new Declared(
        schedules.stream()
            .filter(Schedule::enabled)
            .collect(Collectors.toUnmodifiableMap(Schedule::name, schedule -> schedule)),
        isNewest);
  }

  /** Whether it may be held against Quartz's tables: the newest one says the same of it. */
  boolean speaksFor(Schedule schedule, Look look) {
    if (isNewest) {
      return true;
    }
    Look.Standing newest = look.standings().get(schedule.name());
    return newest != null
        && !newest.isDropped()
        && newest.timetable().equals(schedule.when().timetable().definition())
        && newest.catchUp().equals(schedule.when().catchUp().name().toLowerCase(Locale.ROOT));
  }
}
