package dev.quartermaster.ops.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what Alertmanager's webhook tells: each firing once, when it was told first. */
final class Hook implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * A firing.
   *
   * @param isOurs told by Quartermaster itself, not by rules of Prometheus
   */
  record Told(Taken taken, boolean isOurs) {}

  private final HttpServer http;
  private final Set<String> known = new HashSet<>();
  private final List<Told> told = new CopyOnWriteArrayList<>();

  Hook() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::take);
    http.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/alerts");
  }

  /** Those that are more than a note. */
  List<Taken> told(boolean ours) {
    return told.stream().filter(one -> one.isOurs() == ours).map(Told::taken).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    Instant at = Instant.now();
    JSON.readTree(exchange.getRequestBody()).path("alerts").forEach(alert -> take(at, alert));
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private synchronized void take(Instant at, JsonNode alert) {
    JsonNode labels = alert.path("labels");
    String once = alert.path("fingerprint").asText() + alert.path("startsAt").asText();
    boolean matters =
        alert.path("status").asText().equals("firing")
            && !labels.path("severity").asText().equals("info");
    if (matters && known.add(once)) {
      Taken taken = new Taken(at, labels.path("alertname").asText());
      told.add(new Told(taken, labels.has("dedup_key")));
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
