package dev.quartermaster.alerts.route;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Who is told of which alerts. The first route that matches an alert is its route.
 *
 * @param match labels that the alert must have, {@code severity} and {@code alertname} among them
 * @param channels in the order in which they are tried
 * @param repeat how long until an alert that still fires is told again
 * @param escalateAfter without an answer, the next channel is told too
 */
public record Route(
    Map<String, String> match, List<String> channels, Duration repeat, Duration escalateAfter) {

  /** Whether alerts with these labels take it. */
  public boolean matches(Map<String, String> labels) {
    return match.entrySet().stream()
        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
  }
}
