package dev.quartermaster.jobs.kind;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small HTTP server that answers well and badly, by the path. */
final class Server implements AutoCloseable {

  /** The request that came last. */
  record Request(HttpExchange exchange, String body) {
    String method() {
      return exchange.getRequestMethod();
    }

    String path() {
      return exchange.getRequestURI().toString();
    }

    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }
  }

  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Request request;
  private volatile boolean trickles;
  private volatile boolean trickleBroke;

  Server() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  Request request() {
    return request;
  }

  boolean trickles() {
    return trickles;
  }

  /** Whether who was trickled to has gone. */
  boolean trickleBroke() {
    return trickleBroke;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    request = new Request(exchange, body);
    switch (exchange.getRequestURI().getPath()) {
      case "/ok" -> send(exchange, 200, "warm\n");
      case "/down" -> send(exchange, 503, "no disk\n  left\u0000");
      case "/unauthorized" -> send(exchange, 401, "");
      case "/echo" -> send(exchange, 200, "you asked " + exchange.getRequestURI() + " as ada:p@ss");
      case "/large" -> send(exchange, 200, large());
      case "/moved" -> {
        exchange.getResponseHeaders().add("Location", "/ok");
        send(exchange, 302, "");
      }
      case "/trickle" -> trickle(exchange);
      case "/silent" -> rest(60_000);
      default -> {
        exchange.sendResponseHeaders(200, 10);
        exchange.close();
      }
    }
  }

  private static String large() {
    return IntStream.rangeClosed(1, 300_000)
        .mapToObj(i -> "line " + i)
        .collect(Collectors.joining("\n"));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** A byte every tenth of a second, until nobody takes it any more. */
  private void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      trickles = true;
      while (!rest(100)) {
        out.write('.');
        out.flush();
      }
    } catch (IOException e) {
      trickleBroke = true;
    }
  }

  /** Whether the server closes meanwhile. */
  private boolean rest(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }
}
