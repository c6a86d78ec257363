package dev.quartermaster.ops.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.ops.agent.api.Api;
import dev.quartermaster.ops.config.Secret;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A server that answers as the API does, and misbehaves when told to. */
public final class FakeApi implements AutoCloseable {

  public static final String TOKEN = "secret-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What happens to a request instead of an answer. */
  public interface Fault {
    void happen(Context context);
  }

  private final Javalin server;
  private final int port;
  private final Map<String, JsonNode> reports = new TreeMap<>();
  private final Map<String, byte[]> bodies = new TreeMap<>();
  private final List<Long> asked = new ArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Fault> lost = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private volatile String snapshot = feed("c-0");

  private FakeApi(int port) {
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.startup.showOldJavalinVersionWarning = false;
                  config.startup.startupWatcherEnabled = false;
                  config.routes.post("/api/v1/usage", this::usage);
                  config.routes.get("/api/v1/tarpit", this::tarpit);
                })
            .start("127.0.0.1", port);
    this.port = server.port();
  }

  public static FakeApi start() {
    return new FakeApi(0);
  }

  /** At the address of one that was closed. */
  public FakeApi again() {
    FakeApi next = new FakeApi(port);
    next.reports.putAll(reports);
    next.bodies.putAll(bodies);
    return next;
  }

  public Api api() {
    return new Api(url(), () -> new Secret(TOKEN), Optional.empty());
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The next request for usage fares so. */
  public FakeApi next(Fault fault) {
    faults.add(fault);
    return this;
  }

  /** The next report is charged, and its answer is another. */
  public FakeApi nextAnswer(Fault fault) {
    lost.add(fault);
    return this;
  }

  public static Fault status(int status, String... headers) {
    return context -> {
      for (int i = 0; i < headers.length; i += 2) {
        context.header(headers[i], headers[i + 1]);
      }
      context.status(status).result("{\"title\":\"told to\"}");
    };
  }

  private void usage(Context context) throws IOException {
    synchronized (this) {
      asked.add(System.nanoTime());
    }
    Fault fault = faults.poll();
    if (fault != null) {
      fault.happen(context);
    } else if (!("Token " + TOKEN).equals(context.header("Authorization"))) {
      context.status(401).result("{\"title\":\"no such token\"}");
    } else {
      String answer = charge(context.bodyAsBytes());
      Fault instead = lost.poll();
      if (instead != null) {
        instead.happen(context);
      } else {
        context.contentType("application/json").result(answer);
      }
    }
  }

  private synchronized String charge(byte[] body) throws IOException {
    JsonNode report = JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(body)));
    String key = report.get("reporter").asText() + "/" + report.get("sequence").asLong();
    int records = report.get("records").size();
    boolean known = reports.putIfAbsent(key, report) != null;
    byte[] before = bodies.putIfAbsent(key, body);
    if (before != null && !Arrays.equals(before, body)) {
      throw new IllegalStateException("the same sequence with another body");
    }
    return "{\"accepted\":%d,\"duplicates\":%d,\"rejected\":[],\"tarpit_cursor\":\"c-0\",\"more\":1}"
        .formatted(known ? 0 : records, known ? records : 0);
  }

  private void tarpit(Context context) throws InterruptedException {
    context.contentType("application/json");
    if (context.queryParam("snapshot") != null) {
      context.result(snapshot);
      return;
    }
    String next = news.poll(300, TimeUnit.MILLISECONDS);
    if ("gone".equals(next)) {
      context.status(410).result("{}");
    } else {
      context.result(next == null ? feed(String.valueOf(context.queryParam("after"))) : next);
    }
  }

  /** From now on a snapshot shows these. */
  public void snapshot(String... changes) {
    snapshot = feed("c-s", changes);
  }

  /** A listener learns these. */
  public void news(String... changes) {
    news.add(feed("c-n", changes));
  }

  /** The listener's cursor is not known any more. */
  public void forgetCursor() {
    news.add("gone");
  }

  public static String in(String username) {
    return "{\"username\":\"%s\",\"in_tarpit\":true,\"tenfold\":false,\"at\":\"2026-11-21T10:00:00Z\",\"until\":\"2026-11-22T10:00:00Z\"}"
        .formatted(username);
  }

  public static String out(String username) {
    return "{\"username\":\"%s\",\"in_tarpit\":false,\"tenfold\":false,\"at\":\"2026-11-21T10:00:00Z\"}"
        .formatted(username);
  }

  private static String feed(String cursor, String... changes) {
    return "{\"cursor\":\"%s\",\"now\":\"2026-11-21T10:00:00Z\",\"changes\":[%s]}"
        .formatted(cursor, String.join(",", changes));
  }

  /** How often usage was sent. */
  public synchronized int asked() {
    return asked.size();
  }

  /** The shortest time between two sendings, in milliseconds. */
  public synchronized long shortestPause() {
    long shortest = Long.MAX_VALUE;
    for (int i = 1; i < asked.size(); i++) {
      shortest = Math.min(shortest, asked.get(i) - asked.get(i - 1));
    }
    return shortest / 1_000_000;
  }

  public synchronized List<JsonNode> reports() {
    return List.copyOf(reports.values());
  }

  /** What was charged to somebody's source, each report once. */
  public synchronized long charged(String username, String source) {
    return reports.values().stream()
        .flatMap(report -> records(report).stream())
        .filter(record -> record.get("username").asText().equals(username))
        .filter(record -> record.get("source").asText().equals(source))
        .mapToLong(record -> record.get("cpu_us").asLong())
        .sum();
  }

  private static List<JsonNode> records(JsonNode report) {
    List<JsonNode> records = new ArrayList<>();
    report.get("records").forEach(records::add);
    return records;
  }

  @Override
  public void close() {
    server.stop();
  }
}
