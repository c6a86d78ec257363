package dev.quartermaster.ops.detect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import java.util.List;

/** A look-alike of PagerDuty. */
final class Pager implements Receiver {

  private final PagerDutyLookAlike provider = PagerDutyLookAlike.start();

  @Override
  public String channel() {
    return "{type: pagerduty, url: \"%s\", routing-key: %s}"
        .formatted(provider.url(), PagerDutyLookAlike.ROUTING_KEY);
  }

  @Override
  public List<Taken> pages() {
    return provider.events().stream()
        .filter(event -> event.body().path("event_action").asText().equals("trigger"))
        .filter(event -> !payload(event).path("severity").asText().equals("info"))
        .map(event -> new Taken(event.receivedAt(), payload(event).path("class").asText()))
        .toList();
  }

  private static JsonNode payload(PagerDutyLookAlike.Event event) {
    return event.body().path("payload");
  }

  @Override
  public void close() {
    provider.close();
  }
}
