package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Picks for each key the strongest layer that gives it, and reads it by its type. */
final class MergeLayers {

  private final Map<String, Reading<?>> readings = new LinkedHashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private final List<Layer> layers;
  private final Defaults defaults;
  private final Path directory;
  private final Findings findings;

  /** {@code layers} with the strongest first; relative paths count from {@code directory}. */
  MergeLayers(List<Layer> layers, Defaults defaults, Path directory, Findings findings) {
    this.layers = layers;
    this.defaults = defaults;
    this.directory = directory;
    this.findings = findings;
  }

  Settings merge(Map<Place, Origin> entries) {
    read(Place.TOP, new Origin.Default());
    entries.forEach(this::read);
    return new Settings(readings, unreadable, entries);
  }

  private void read(Place place, Origin origin) {
    List<Key<?>> keys = Keys.of(place.section());
    Optional<Key<String>> kindKey = kindKey(place.section());
    kindKey.ifPresent(key -> readGroup(place, origin, List.of(key)));
    Optional<String> kind = kindKey.flatMap(key -> at(place, origin).find(key));
    kind.ifPresent(word -> rejectOthers(place, keys, word));
    keys.stream()
        .filter(key -> !kindKey.equals(Optional.of(key)))
        .filter(key -> kind.map(key::isFor).orElse(key.rules().kinds().isEmpty()))
        .collect(
            Collectors.groupingBy(
                key -> key.rules().group(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(group -> readGroup(place, origin, group));
  }

  private static Optional<Key<String>> kindKey(Section section) {
    return switch (section) {
      case SCHEDULES -> Optional.of(ScheduleKeys.KIND);
      case CHANNELS -> Optional.of(PagingKeys.TYPE);
      case TOP, CALENDARS, MONITORS, ROUTES -> Optional.empty();
    };
  }

  private Entry at(Place place, Origin origin) {
    return new Entry(place, origin, new Settings(readings, unreadable, Map.of()));
  }

  private void rejectOthers(Place place, List<Key<?>> keys, String kind) {
    for (Key<?> key : keys) {
      if (!key.isFor(kind)) {
        layers.stream()
            .flatMap(layer -> Optional.ofNullable(layer.values().get(place.path(key))).stream())
            .forEach(
                given ->
                    findings.problem(
                        given.origin(),
                        "%s is of %s '%s', which takes no key '%s'; remove it"
                            .formatted(place.entry(), kindWord(place), kind, key.name())));
      }
    }
  }

  private static String kindWord(Place place) {
    return kindKey(place.section()).map(Key::name).orElse("");
  }

  private void readGroup(Place place, Origin origin, List<? extends Key<?>> group) {
    for (Layer layer : layers) {
      List<? extends Key<?>> given =
          group.stream().filter(key -> layer.values().containsKey(place.path(key))).toList();
      if (given.size() > 1) {
        both(place, layer, given);
      }
      if (!given.isEmpty()) {
        Key<?> key = given.get(0);
        readOne(place, key, given(layer, place, key));
        return;
      }
    }
    if (!readDefault(place, group) && group.stream().anyMatch(key -> key.rules().required())) {
      missing(place, origin, group);
    }
  }

  private static Value.Field given(Layer layer, Place place, Key<?> key) {
    Value.Field field = layer.values().get(place.path(key));
    if (field == null) {
      throw new IllegalStateException("not in this layer: " + place.path(key));
    }
    return field;
  }

  private void both(Place place, Layer layer, List<? extends Key<?>> given) {
    Key<?> last = given.get(given.size() - 1);
    findings.problem(
        given(layer, place, last).origin(),
        "%s%s are given together; keep one of them"
            .formatted(place.subject(), names(given, " and ")));
  }

  private static String names(List<? extends Key<?>> keys, String between) {
    List<String> names = keys.stream().map(Key::name).toList();
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + between + names.get(last);
  }

  private void missing(Place place, Origin origin, List<? extends Key<?>> group) {
    String kind =
        kindKey(place.section())
            .flatMap(
                key ->
                    at(place, origin)
                        .find(key)
                        .map(word -> " of %s '%s'".formatted(key.name(), word)))
            .orElse("");
    String words = group.size() == 1 ? ", " + group.get(0).type().words() : "";
    findings.problem(
        origin,
        "%s%s needs %s%s%s"
            .formatted(
                place.entry(), kind, names(group, " or "), words, builtInMeant(place, group)));
  }

  private static String builtInMeant(Place place, List<? extends Key<?>> group) {
    if (!group.contains(ScheduleKeys.KIND)) {
      return "";
    }
    return Nearest.of(place.name(), BuiltInSchedules.all().keySet())
        .filter(near -> Nearest.isClose(place.name(), near))
        .map(near -> "; or did you mean the built-in '" + near + "'?")
        .orElse("");
  }

  private boolean readDefault(Place place, List<? extends Key<?>> group) {
    for (Key<?> key : group) {
      Optional<Value> value = defaults.value(place, key);
      if (value.isPresent()) {
        readOne(place, key, new Value.Field(value.get().origin(), value.get()));
        return true;
      }
    }
    return false;
  }

  private <T> void readOne(Place place, Key<T> key, Value.Field given) {
    String path = place.path(key.keptAs());
    try {
      T value = key.type().read(given.value(), directory);
      readings.put(path, new Reading<>(key, value, given.origin()));
    } catch (BadValue e) {
      unreadable.add(path);
      findings.problem(
          e.at().orElse(given.origin()), place.subject() + key.name() + " " + e.predicate());
    }
  }
}
