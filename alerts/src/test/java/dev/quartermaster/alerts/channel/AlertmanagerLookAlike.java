package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.HttpReceiver.Answer;
import dev.quartermaster.alerts.channel.HttpReceiver.Got;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** As much of Alertmanager's API v2 as alerts need, for where the real one is not installed. */
final class AlertmanagerLookAlike implements AutoCloseable {

  private static final Duration RESOLVE_TIMEOUT = Duration.ofMinutes(5);

  private final HttpReceiver http = new HttpReceiver(this::answer);

  /** When each ends, by its labels. */
  private final Map<JsonNode, Instant> alerts = new HashMap<>();

  URI url() {
    return http.url("");
  }

  private synchronized Answer answer(Got got) {
    if (!got.exchange().getRequestURI().getPath().equals("/api/v2/alerts")) {
      return Answer.of(404, "");
    } else if (got.exchange().getRequestMethod().equals("GET")) {
      return new Answer(200, Map.of("Content-Type", "application/json"), found(got));
    }
    Json.read(got.body()).forEach(this::take);
    return Answer.of(200, "");
  }

  private void take(JsonNode alert) {
    Instant now = Instant.now();
    Instant end =
        alert.has("endsAt")
            ? Instant.parse(alert.path("endsAt").asText())
            : now.plus(RESOLVE_TIMEOUT);
    alerts.put(alert.path("labels"), end);
  }

  private String found(Got got) {
    String query =
        URLDecoder.decode(got.exchange().getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
    List<String> filters =
        Arrays.stream(query.split("&", -1)).map(one -> one.replaceFirst("^filter=", "")).toList();
    return Json.of(
        alerts.entrySet().stream()
            .filter(alert -> alert.getValue().isAfter(Instant.now()))
            .filter(alert -> filters.stream().allMatch(one -> matches(alert.getKey(), one)))
            .map(alert -> Map.of("labels", alert.getKey(), "fingerprint", "f"))
            .toList());
  }

  /** Of the form {@code name="value"} only. */
  private static boolean matches(JsonNode labels, String filter) {
    String[] parts = filter.split("=", 2);
    return labels.path(parts[0]).asText().equals(parts[1].replaceAll("^\"|\"$", ""));
  }

  @Override
  public void close() {
    http.close();
  }
}
