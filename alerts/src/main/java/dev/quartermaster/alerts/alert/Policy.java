package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.route.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is told.
 *
 * @param region that all of it is about
 * @param routes the first that matches counts
 * @param channels all that are configured, in their order: the last resort
 */
public record Policy(String region, List<Route> routes, List<String> channels) {

  private static final Duration REPEAT = Duration.ofHours(1);
  private static final Duration ESCALATE = Duration.ofMinutes(10);

  /** The route of what has these labels; all channels in their order when none matches. */
  public Route route(Map<String, String> labels) {
    return routes.stream()
        .filter(route -> route.matches(labels))
        .findFirst()
        .orElseGet(() -> new Route(Map.of(), channels, REPEAT, ESCALATE));
  }

  /** By which an alert is matched. */
  public Map<String, String> labels(Condition condition) {
    Map<String, String> labels = new HashMap<>(condition.text().labels());
    labels.put("alertname", condition.cause().name());
    labels.put("severity", condition.severity().word());
    labels.put("region", region);
    return labels;
  }
}
