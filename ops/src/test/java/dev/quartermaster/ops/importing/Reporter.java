package dev.quartermaster.ops.importing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.ops.api.Served;
import dev.quartermaster.ops.token.Token.Rights;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A reporter that sends each of its reports twice, in any order, until each was acknowledged twice.
 * All that outlives it is what is still to be sent.
 */
final class Reporter {

  private static final String PATH = "/api/v1/usage";

  private static final RetryPolicy<HttpResponse<String>> UNTIL_TAKEN =
      RetryPolicy.<HttpResponse<String>>builder()
          .handle(IOException.class)
          .handleResultIf(answer -> answer.statusCode() != 200)
          .withDelay(Duration.ofMillis(20))
          .withMaxRetries(200)
          .build();

  private final Served api;
  private final String token;
  private final List<String> unacknowledged;

  /** Requests that were not answered by 200. */
  final AtomicLong failures = new AtomicLong();

  private Reporter(Served api, String token, List<String> unacknowledged) {
    this.api = api;
    this.token = token;
    this.unacknowledged = unacknowledged;
  }

  /** With reports as JSON. */
  static Reporter of(Served api, String name, List<String> reports, Random random) {
    List<String> deliveries = new ArrayList<>(reports);
    deliveries.addAll(reports);
    Collections.shuffle(deliveries, random);
    return new Reporter(api, api.token(Rights.reporting(name)), deliveries);
  }

  /** The same one started anew. */
  Reporter restarted() {
    return new Reporter(api, token, new ArrayList<>(unacknowledged));
  }

  boolean isDone() {
    return unacknowledged.isEmpty();
  }

  /** Sends so many, one after the other; all when there are fewer. */
  void send(int most) {
    for (int i = 0; i < most && !isDone(); i++) {
      String report = unacknowledged.get(0);
      Failsafe.with(UNTIL_TAKEN).get(() -> post(report));
      unacknowledged.remove(0);
    }
  }

  private HttpResponse<String> post(String report) throws Exception {
    HttpResponse<String> answer = api.send("POST", PATH, report, "Authorization", "Token " + token);
    if (answer.statusCode() != 200) {
      failures.incrementAndGet();
    }
    return answer;
  }

  /** Dies with one request half sent, and with others sent whose answers it never reads. */
  void die() throws IOException {
    abandon(unacknowledged.get(0), 2);
    for (String report : unacknowledged.subList(0, Math.min(5, unacknowledged.size()))) {
      abandon(report, 1);
    }
  }

  /**
   * Sends a part of a request and drops the connection.
   *
   * @param parts 1 for all of it, 2 for half of its body
   */
  private void abandon(String report, int parts) throws IOException {
    byte[] body = report.getBytes(UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(PATH, token, body.length);
    try (Socket socket = new Socket(api.address().getHost(), api.address().getPort())) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(body, 0, body.length / parts);
      socket.getOutputStream().flush();
    }
  }
}
