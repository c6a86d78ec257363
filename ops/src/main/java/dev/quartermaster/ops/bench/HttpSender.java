package dev.quartermaster.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A reporter, with a connection that it keeps. Only the sequence differs from batch to batch. */
final class HttpSender implements Sender {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OK = 200;
  private static final int TOO_MANY = 429;

  /** How a report is written. */
  enum Format {
    JSON,
    NDJSON
  }

  /**
   * Who reports, and where.
   *
   * @param sequence the last that was sent; it goes on from round to round
   */
  record Reporter(URI node, String name, String token, AtomicLong sequence) {}

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Reporter reporter;
  private final Format format;

  HttpSender(Reporter reporter, Format format) {
    this.reporter = reporter;
    this.format = format;
  }

  @Override
  public boolean send(Batch batch) {
    long sequence = reporter.sequence().incrementAndGet();
    HttpRequest request =
        switch (format) {
          case JSON -> request("", "application/json", json(sequence, batch));
          case NDJSON ->
              request(
                  "?reporter=%s&sequence=%d".formatted(reporter.name(), sequence),
                  "application/x-ndjson",
                  batch.lines());
        };
    HttpResponse<byte[]> response = answer(request);
    if (response.statusCode() == TOO_MANY) {
      return false;
    }
    requireAllAccepted(response, batch);
    return true;
  }

  private HttpRequest request(String query, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(reporter.node().resolve("/api/v1/usage" + query))
        .header("Authorization", "Token " + reporter.token())
        .header("Content-Type", type)
        .timeout(PATIENCE)
        .POST(body)
        .build();
  }

  private BodyPublisher json(long sequence, Batch batch) {
    String head = "{\"reporter\":\"%s\",\"sequence\":%d".formatted(reporter.name(), sequence);
    return BodyPublishers.concat(BodyPublishers.ofString(head), batch.json());
  }

  private HttpResponse<byte[]> answer(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("a report was left without an answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in the middle of a report", e);
    }
  }

  private void requireAllAccepted(HttpResponse<byte[]> response, Batch batch) {
    try {
      if (response.statusCode() == OK) {
        JsonNode answer = JSON.readTree(response.body());
        if (answer.path("accepted").asInt() == batch.records()) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    throw new NotVerified(
        format.name(),
        List.of(
            "a report of %d records was answered by %d %s"
                .formatted(batch.records(), response.statusCode(), text)));
  }

  /** The client leaves its connection by itself. */
  @Override
  public void close() {}
}
