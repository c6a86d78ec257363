package dev.quartermaster.ops.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.ops.agent.spool.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the API; says what its answers mean. */
public final class Client {

  private static final Duration CONNECTING = Duration.ofSeconds(10);
  private static final Duration ANSWERING = Duration.ofSeconds(60);

  /** Enough to know what it was, should something else answer in the API's place. */
  private static final int SHOWN = 300;

  private final Api api;
  private final Duration patience;
  private final HttpClient http;

  public Client(Api api) {
    this(api, ANSWERING);
  }

  /** With another patience than a minute for an answer. */
  Client(Api api, Duration patience) {
    this.api = api;
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING);
    api.authority().ifPresent(file -> builder.sslContext(Authority.of(file)));
    this.http = builder.build();
  }

  /** Sends a report's body. */
  Answer report(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        request("api/v1/usage", patience)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case 200 -> taken(response.body());
      case 400, 413, 415, 422 -> new Answer.Unacceptable(shown(response));
      case 408, 425, 429 -> later(response);
      default ->
          response.statusCode() >= 500 ? later(response) : new Answer.Barred(shown(response));
    };
  }

  /** A proxy's or a portal's 200 must not pass for the API's: its answer has these keys. */
  private static Answer taken(String body) throws IOException {
    JsonNode answer = Json.MAPPER.readTree(body);
    if (answer == null
        || !answer.path("accepted").canConvertToInt()
        || !answer.path("duplicates").canConvertToInt()) {
      throw new IOException("something answers 200 that is not the API: " + cut(body));
    }
    List<Answer.Rejected> rejected = new ArrayList<>();
    for (JsonNode one : answer.path("rejected")) {
      rejected.add(Json.MAPPER.treeToValue(one, Answer.Rejected.class));
    }
    return new Answer.Taken(
        answer.get("accepted").intValue(), answer.get("duplicates").intValue(), rejected);
  }

  private static Answer later(HttpResponse<String> response) {
    return new Answer.Later(shown(response), RetryAfter.of(response.headers()));
  }

  /** Everyone who is in the tarpit now. */
  Feed snapshot() throws IOException, InterruptedException {
    return feed("api/v1/tarpit?snapshot=true", patience)
        .orElseThrow(() -> new IOException("a snapshot was answered 410"));
  }

  /**
   * What has changed since the cursor, as soon as something has, and after {@code wait} at the
   * latest; empty when the API does not know the cursor any more.
   */
  Optional<Feed> changes(String cursor, Duration wait) throws IOException, InterruptedException {
    return feed(
        "api/v1/tarpit?after=%s&wait=%s".formatted(encoded(cursor), wait), patience.plus(wait));
  }

  private Optional<Feed> feed(String path, Duration limit)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request(path, limit).GET().build(), BodyHandlers.ofString());
    if (response.statusCode() == 410) {
      return Optional.empty();
    } else if (response.statusCode() != 200) {
      throw new AskLater(shown(response), RetryAfter.of(response.headers()));
    }
    Feed feed = Json.MAPPER.readValue(response.body(), Feed.class);
    if (feed == null) {
      throw new IOException("the tarpit's feed is empty");
    }
    return Optional.of(feed);
  }

  /** The feed does not answer; the API may have said when to ask again. */
  static final class AskLater extends IOException {
    private final transient Optional<Duration> after;

    AskLater(String message, Optional<Duration> after) {
      super(message);
      this.after = after;
    }

    Optional<Duration> after() {
      return after;
    }
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    return HttpRequest.newBuilder(api.at(path))
        .timeout(limit)
        .header("Accept", "application/json")
        .header("Authorization", "Token " + api.token().get().reveal());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String shown(HttpResponse<String> response) {
    return "%d %s".formatted(response.statusCode(), cut(response.body()));
  }

  private static String cut(String body) {
    String line = body.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
