package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Incidents as PagerDuty keeps them: at most one of a dedup key is open. */
public final class PagerDutyIncidents {

  /** How far it has come. */
  public enum State {
    TRIGGERED,
    ACKNOWLEDGED,
    RESOLVED
  }

  /**
   * One incident.
   *
   * @param triggers how many were taken for it
   */
  public record Incident(
      String dedupKey, State state, String severity, String summary, int triggers) {
    public boolean isOpen() {
      return state != State.RESOLVED;
    }

    Incident in(State next) {
      return new Incident(dedupKey, next, severity, summary, triggers);
    }
  }

  private final List<Incident> all = new ArrayList<>();

  synchronized List<Incident> all() {
    return List.copyOf(all);
  }

  /** What is told of nothing is dropped without a word, as there. */
  synchronized void take(JsonNode event) {
    String key = event.path("dedup_key").asText();
    Optional<Integer> open =
        IntStream.range(0, all.size())
            .filter(i -> all.get(i).isOpen() && all.get(i).dedupKey().equals(key))
            .boxed()
            .findFirst();
    switch (event.path("event_action").asText()) {
      case "trigger" ->
          open.ifPresentOrElse(
              i -> all.set(i, again(all.get(i))), () -> all.add(opened(key, event)));
      case "acknowledge" -> open.ifPresent(i -> all.set(i, all.get(i).in(State.ACKNOWLEDGED)));
      default -> open.ifPresent(i -> all.set(i, all.get(i).in(State.RESOLVED)));
    }
  }

  private static Incident again(Incident open) {
    return new Incident(
        open.dedupKey(), open.state(), open.severity(), open.summary(), open.triggers() + 1);
  }

  private static Incident opened(String key, JsonNode event) {
    JsonNode payload = event.path("payload");
    return new Incident(
        key,
        State.TRIGGERED,
        payload.path("severity").asText(),
        payload.path("summary").asText(),
        1);
  }
}
