package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What PagerDuty's Events API v2 demands of an event; stricter than it where it only ignores. */
final class PagerDutyRules {

  private static final int MOST_BYTES = 512 * 1000;

  private static final Set<String> EVENT_KEYS =
      Set.of(
          "routing_key",
          "event_action",
          "dedup_key",
          "payload",
          "links",
          "images",
          "client",
          "client_url");
  private static final Set<String> PAYLOAD_KEYS =
      Set.of(
          "summary",
          "source",
          "severity",
          "timestamp",
          "component",
          "group",
          "class",
          "custom_details");
  private static final Set<String> ACTIONS = Set.of("trigger", "acknowledge", "resolve");
  private static final Set<String> SEVERITIES = Set.of("critical", "error", "warning", "info");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String routingKey;

  PagerDutyRules(String routingKey) {
    this.routingKey = routingKey;
  }

  /** Empty when nothing is. */
  List<String> wrong(HttpExchange exchange, byte[] body) {
    List<String> wrong = new ArrayList<>();
    check(exchange.getRequestMethod().equals("POST"), "the method is not POST", wrong);
    check(exchange.getRequestURI().toString().equals("/v2/enqueue"), "the path is another", wrong);
    check(
        "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
        "the content is not said to be JSON",
        wrong);
    check(body.length <= MOST_BYTES, "the event is larger than 512 KB", wrong);
    try {
      event(JSON.readTree(body), wrong);
    } catch (IOException e) {
      wrong.add("the event is no JSON");
    }
    return wrong;
  }

  private void event(JsonNode event, List<String> wrong) {
    check(event.isObject(), "the event is no object", wrong);
    only(event, EVENT_KEYS, wrong);
    String key = event.path("routing_key").asText();
    check(key.length() == 32, "'routing_key' has not 32 characters", wrong);
    check(key.equals(routingKey), "'routing_key' is unknown: " + key, wrong);
    String action = event.path("event_action").asText();
    check(ACTIONS.contains(action), "'event_action' is none", wrong);
    check(event.path("dedup_key").asText().length() <= 255, "'dedup_key' is too long", wrong);
    if (action.equals("trigger")) {
      payload(event.path("payload"), wrong);
    } else {
      check(!event.path("dedup_key").asText().isEmpty(), "'dedup_key' is missing", wrong);
    }
    event.path("links").forEach(link -> link(link, wrong));
  }

  private static void payload(JsonNode payload, List<String> wrong) {
    check(payload.isObject(), "'payload' is missing", wrong);
    only(payload, PAYLOAD_KEYS, wrong);
    text(payload, "summary", 1024, wrong);
    text(payload, "source", Integer.MAX_VALUE, wrong);
    check(
        SEVERITIES.contains(payload.path("severity").asText()),
        "'payload.severity' is none",
        wrong);
    if (payload.has("timestamp")) {
      time(payload.path("timestamp").asText(), wrong);
    }
  }

  private static void text(JsonNode object, String name, int most, List<String> wrong) {
    JsonNode text = object.path(name);
    check(text.isTextual() && !text.asText().isBlank(), "'" + name + "' is missing", wrong);
    check(text.asText().length() <= most, "'" + name + "' is too long", wrong);
  }

  private static void time(String text, List<String> wrong) {
    try {
      OffsetDateTime.parse(text);
    } catch (DateTimeException e) {
      wrong.add("'payload.timestamp' is no time");
    }
  }

  private static void link(JsonNode link, List<String> wrong) {
    only(link, Set.of("href", "text"), wrong);
    text(link, "href", Integer.MAX_VALUE, wrong);
    try {
      check(URI.create(link.path("href").asText()).isAbsolute(), "a link leads nowhere", wrong);
    } catch (IllegalArgumentException e) {
      wrong.add("a link is no address");
    }
  }

  private static void only(JsonNode object, Set<String> names, List<String> wrong) {
    object
        .fieldNames()
        .forEachRemaining(name -> check(names.contains(name), "'" + name + "' is no key", wrong));
  }

  private static void check(boolean right, String error, List<String> wrong) {
    if (!right) {
      wrong.add(error);
    }
  }
}
