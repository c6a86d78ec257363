package dev.quartermaster.alerts.alert;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Alerts by their causes, found by name too: there may be ten thousand of one name. */
final class AllAlerts {

  private final Map<String, Map<Cause, Alert>> byName = new HashMap<>();

  static AllAlerts of(Collection<Alert> alerts) {
    AllAlerts all = new AllAlerts();
    alerts.forEach(all::put);
    return all;
  }

  /** Takes the place of the one of the same cause. */
  void put(Alert alert) {
    byName
        .computeIfAbsent(alert.cause().name(), name -> new LinkedHashMap<>())
        .put(alert.cause(), alert);
  }

  Optional<Alert> of(Cause cause) {
    return Optional.ofNullable(byName.getOrDefault(cause.name(), Map.of()).get(cause));
  }

  Collection<Alert> named(String name) {
    return byName.getOrDefault(name, Map.of()).values();
  }

  List<Cause> causes() {
    return byName.values().stream().map(Map::keySet).flatMap(Set::stream).toList();
  }
}
