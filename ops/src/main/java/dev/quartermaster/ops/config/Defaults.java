package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a key has when nobody says anything: the built-in schedule's value, a computed one, or the
 * table's.
 */
final class Defaults {

  private static final Origin ORIGIN = new Origin.Default();

  private final Map<String, Supplier<String>> computed;
  private final Findings findings;

  /** {@code computed} holds defaults by path that depend on the machine or on other keys. */
  Defaults(Map<String, Supplier<String>> computed, Findings findings) {
    this.computed = computed;
    this.findings = findings;
  }

  static List<Place> places() {
    return BuiltInSchedules.all().keySet().stream()
        .map(name -> new Place(Section.SCHEDULES, name))
        .toList();
  }

  Optional<Value> value(Place place, Key<?> key) {
    return yaml(place, key)
        .or(() -> Optional.ofNullable(computed.get(place.path(key))).map(Supplier::get))
        .map(yaml -> new YamlText(line -> ORIGIN, findings).parse(yaml));
  }

  /** What is the same on every machine. */
  Optional<String> yaml(Place place, Key<?> key) {
    return builtIn(place, key).or(() -> key.words().initial());
  }

  private static Optional<String> builtIn(Place place, Key<?> key) {
    if (place.section() != Section.SCHEDULES) {
      return Optional.empty();
    }
    return builtIn(place.name()).flatMap(schedule -> ScheduleKeys.builtIn(schedule, key));
  }

  static Optional<Schedule> builtIn(String name) {
    return Optional.ofNullable(BuiltInSchedules.all().get(name));
  }
}
