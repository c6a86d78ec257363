package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * PagerDuty's Events API v2, on the loopback address: refuses whatever the real one would refuse,
 * keeps incidents as the real one does, and misbehaves when told to.
 */
public final class PagerDutyLookAlike implements AutoCloseable {

  /**
   * An event that was taken.
   *
   * @param receivedAt by the clock of this machine
   */
  public record Event(Instant receivedAt, JsonNode body) {}

  /** The routing key that it knows, if no other is named. */
  public static final String ROUTING_KEY = "R0123456789abcdefghijklmnopqrstu";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final PagerDutyRules rules;
  private final PagerDutyIncidents incidents = new PagerDutyIncidents();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private volatile PagerDutyManner manner = PagerDutyManner.WELL;
  private volatile int requests;

  private PagerDutyLookAlike(HttpServer http, String routingKey) {
    this.http = http;
    this.rules = new PagerDutyRules(routingKey);
  }

  /** On any free port. */
  public static PagerDutyLookAlike start() {
    return start(0, ROUTING_KEY);
  }

  /** On that port, so that it can be back where another has gone. */
  public static PagerDutyLookAlike start(int port, String routingKey) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      PagerDutyLookAlike started = new PagerDutyLookAlike(http, routingKey);
      http.setExecutor(started.threads);
      http.createContext("/", started::handle);
      http.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("no look-alike of PagerDuty on port " + port, e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/v2/enqueue");
  }

  public int port() {
    return http.getAddress().getPort();
  }

  public void behave(PagerDutyManner now) {
    manner = now;
  }

  /** All requests that came, taken or not. */
  public int requests() {
    return requests;
  }

  /** What was taken, in its order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** What was wrong with requests that the real one would refuse. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** All incidents there ever were, in the order of their opening. */
  public List<PagerDutyIncidents.Incident> incidents() {
    return incidents.all();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    count();
    switch (manner) {
      case RATE_LIMITED -> {
        exchange.getResponseHeaders().add("Retry-After", "7");
        answer(exchange, 429, Map.of("status", "throttle exceeded", "message", "Slow down"));
      }
      case BROKEN -> answer(exchange, 500, Map.of("status", "error", "message", "Oh no"));
      case REFUSING -> refuse(exchange, List.of("Refused as it was told to"));
      case HANGING -> rest(60_000);
      case DRIBBLING -> dribble(exchange);
      case WELL, DROPPING_ANSWERS, LYING -> judge(exchange, body);
    }
  }

  private synchronized void count() {
    requests++;
  }

  private void judge(HttpExchange exchange, byte[] body) throws IOException {
    List<String> wrong = rules.wrong(exchange, body);
    if (!wrong.isEmpty()) {
      refusals.addAll(wrong);
      refuse(exchange, wrong);
      return;
    }
    JsonNode event = JSON.readTree(body);
    if (manner != PagerDutyManner.LYING) {
      take(event);
    }
    if (manner == PagerDutyManner.DROPPING_ANSWERS) {
      exchange.close();
      return;
    }
    String key = event.path("dedup_key").asText();
    answer(
        exchange, 202, Map.of("status", "success", "message", "Event processed", "dedup_key", key));
  }

  private synchronized void take(JsonNode event) {
    events.add(new Event(Instant.now(), event));
    incidents.take(event);
  }

  private static void refuse(HttpExchange exchange, List<String> errors) throws IOException {
    answer(
        exchange,
        400,
        Map.of("status", "invalid event", "message", "Event object is invalid", "errors", errors));
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private void dribble(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(202, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (!rest(50)) {
        out.write(' ');
        out.flush();
      }
    }
  }

  /** Whether it closes meanwhile. */
  private boolean rest(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** From now on nobody listens there. */
  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }
}
