package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Map;

/** A schedule by the name that was typed. */
final class Declared {

  private Declared() {}

  static Schedule schedule(Map<String, Schedule> declared, String name) {
    Schedule schedule = declared.get(name);
    if (schedule == null) {
      throw new BadInput(
          "there is no schedule '%s'; declared are: %s"
              .formatted(name, String.join(", ", declared.keySet())));
    }
    return schedule;
  }
}
