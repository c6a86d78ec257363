package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Nearest;
import java.util.Collection;
import java.util.Map;

/** A schedule by the name that was typed. */
final class Declared {

  private Declared() {}

  static Schedule schedule(Map<String, Schedule> declared, String name) {
    Schedule schedule = declared.get(name);
    if (schedule == null) {
      throw unknown(declared.keySet(), name);
    }
    return schedule;
  }

  /** Tells which name was most likely meant. */
  static BadInput unknown(Collection<String> known, String name) {
    return new BadInput("there is no schedule '%s'%s".formatted(name, Nearest.mend(name, known)));
  }
}
