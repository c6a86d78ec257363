package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is told.
 *
 * @param region that all of it is about
 * @param routes the first that matches counts
 * @param channels all that are configured, in their order: the last resort
 * @param publicUrl where people reach a node; without it pages have no links there
 */
public record Policy(
    String region, List<Route> routes, List<String> channels, Optional<URI> publicUrl) {

  private static final Duration REPEAT = Duration.ofHours(1);
  private static final Duration ESCALATE = Duration.ofMinutes(10);

  /** Without links. */
  public Policy(String region, List<Route> routes, List<String> channels) {
    this(region, routes, channels, Optional.empty());
  }

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
    labels.put("severity", severity(condition).word());
    labels.put("region", region);
    return labels;
  }

  /** A drill goes to those whom the real thing would wake. */
  private static Severity severity(Condition condition) {
    return Drilled.is(condition.cause()) ? Severity.CRITICAL : condition.severity();
  }
}
