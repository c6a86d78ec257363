package dev.quartermaster.ops.config;

import java.util.Optional;

/** One place of the settings, asked by key. */
record Entry(Place place, Origin origin, Settings settings) {

  // A reading is kept under its own key's path, so its value has that key's type.
  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Key<T> key) {
    return settings.at(place, key).map(reading -> (T) reading.value());
  }

  /**
   * A value that has a default or is required, once the settings are known to be free of problems.
   */
  <T> T get(Key<T> key) {
    return find(key).orElseThrow(() -> new IllegalStateException("no value: " + place.path(key)));
  }

  /** Where the value came from; empty when there is none. */
  Optional<Origin> originOf(Key<?> key) {
    return settings.at(place, key).map(Reading::origin);
  }

  /** Whether nobody gave a value, not even a bad one. */
  boolean isUnset(Key<?> key) {
    return find(key).isEmpty() && !settings.unreadable().contains(place.path(key.keptAs()));
  }

  /** Whether the file or the environment gave it. */
  boolean isGiven(Key<?> key) {
    return originOf(key).filter(origin -> !(origin instanceof Origin.Default)).isPresent();
  }
}
