package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Timetables;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Timetables and windows by their definitions. Remembered: to read a cron expression costs more
 * than all else that is done to a monitor at a look.
 */
final class Definitions {

  private static final int MOST = 20_000;

  private static final ConcurrentMap<String, Timetable> TIMETABLES = new ConcurrentHashMap<>();
  private static final ConcurrentMap<String, Blackout> WINDOWS = new ConcurrentHashMap<>();

  private Definitions() {}

  static Timetable timetable(String definition) {
    return remembered(TIMETABLES, definition, Timetables::parse);
  }

  /** Empty for an empty definition. */
  static Optional<Blackout> windows(String definition) {
    return definition.isEmpty()
        ? Optional.empty()
        : Optional.of(remembered(WINDOWS, definition, Blackout::parse));
  }

  private static <T> T remembered(
      ConcurrentMap<String, T> known, String definition, Function<String, T> parse) {
    if (known.size() > MOST) {
      known.clear();
    }
    return known.computeIfAbsent(definition, parse);
  }
}
