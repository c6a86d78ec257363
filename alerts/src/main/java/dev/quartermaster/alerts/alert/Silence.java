package dev.quartermaster.alerts.alert;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Somebody wants not to be told of some alerts for a while.
 *
 * @param match labels that the alerts have, {@code alertname} and {@code severity} among them;
 *     never empty
 */
public record Silence(
    long id, Map<String, String> match, Instant begins, Instant ends, String by, String reason) {

  /** Whether it covers an alert now. */
  public boolean covers(Map<String, String> labels, Instant now) {
    return !now.isBefore(begins)
        && now.isBefore(ends)
        && match.entrySet().stream()
            .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())));
  }

  /** As the ledger and the alert have it. */
  public String says() {
    return "silence %d of %s until %s: %s".formatted(id, by, ends, reason);
  }

  /** What it matches, as it is written. */
  public String matches() {
    return match.entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
