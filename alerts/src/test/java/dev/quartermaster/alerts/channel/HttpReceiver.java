package dev.quartermaster.alerts.channel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server on the loopback address that keeps what it gets and answers as it is told to. */
final class HttpReceiver implements AutoCloseable {

  /** What it got. */
  record Got(HttpExchange exchange, String body) {
    String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    String uri() {
      return exchange.getRequestURI().toString();
    }
  }

  /** What it answers. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body);
    }
  }

  private final HttpServer http;
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private volatile Function<Got, Answer> answers;

  HttpReceiver(Function<Got, Answer> answers) {
    this.answers = answers;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.start();
  }

  HttpReceiver(int status, String body) {
    this(got -> Answer.of(status, body));
  }

  void answer(int status, String body) {
    answers = got -> Answer.of(status, body);
  }

  void answer(Function<Got, Answer> by) {
    answers = by;
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
  }

  List<Got> got() {
    return got;
  }

  Got last() {
    return got.get(got.size() - 1);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Got request = new Got(exchange, body);
    got.add(request);
    Answer answer = answers.apply(request);
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
