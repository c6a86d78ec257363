package dev.quartermaster.ops.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is in force.
 *
 * @param readings every value that could be read, by path
 * @param unreadable the paths whose value was reported as bad
 * @param entries of every section, with where each begins
 */
record Settings(
    Map<String, Reading<?>> readings, Set<String> unreadable, Map<Place, Origin> entries) {

  Entry top() {
    return new Entry(Place.TOP, new Origin.Default(), this);
  }

  List<Entry> in(Section section) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().section() == section)
        .map(entry -> new Entry(entry.getKey(), entry.getValue(), this))
        .toList();
  }

  Optional<Reading<?>> at(Place place, Key<?> key) {
    return Optional.ofNullable(readings.get(place.path(key.keptAs())));
  }
}
