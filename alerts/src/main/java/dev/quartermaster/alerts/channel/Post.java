package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Reply.Answer;
import dev.quartermaster.alerts.channel.Reply.Silence;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends JSON and waits for the answer to its end, no longer than the deadline. An interrupt does
 * not cut that short: it would only have the message sent twice.
 */
final class Post {

  /** One for all: each has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER).build();

  private Post() {}

  static CompletableFuture<Reply> json(
      Address to, Map<String, String> headers, String body, Deadline deadline) {
    HttpRequest.Builder request = request(to).POST(BodyPublishers.ofString(body));
    request.setHeader("Content-Type", "application/json");
    headers.forEach(request::setHeader);
    return send(request.build(), deadline);
  }

  static CompletableFuture<Reply> get(Address from, Deadline deadline) {
    return send(request(from).GET().build(), deadline);
  }

  private static HttpRequest.Builder request(Address address) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.bare())
            .setHeader("User-Agent", "Quartermaster")
            .setHeader("Accept", "*/*");
    address.authorization().ifPresent(user -> request.setHeader("Authorization", user));
    return request;
  }

  private static CompletableFuture<Reply> send(HttpRequest request, Deadline deadline) {
    CompletableFuture<HttpResponse<String>> exchange =
        CLIENT.sendAsync(request, head -> new Beginning());
    return exchange
        .copy()
        .orTimeout(deadline.leftMillis(), TimeUnit.MILLISECONDS)
        .handle((answer, failure) -> reply(answer, failure, deadline))
        // Closes the connection, whatever still comes or goes over it; nothing once all is over.
        .whenComplete((reply, failure) -> exchange.cancel(true));
  }

  private static Reply reply(
      @Nullable HttpResponse<String> answer, @Nullable Throwable failure, Deadline deadline) {
    if (answer != null) {
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }
    return new Silence(failure == null ? "it was called off" : Unreached.why(failure, deadline));
  }
}
