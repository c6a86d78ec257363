package dev.quartermaster.ops.webhook;

import dev.quartermaster.alerts.channel.RetryAfter;
import dev.quartermaster.alerts.channel.WebhookSignature;
import dev.quartermaster.ops.config.Configuration.Webhook;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Who is posted to. What is told of it names neither its address nor the secret. */
final class Receiver {

  /**
   * Why it did not accept.
   *
   * @param retryAfter how long it wants to be left alone
   */
  record Refusal(String why, Optional<Duration> retryAfter) {}

  private final URI url;
  private final WebhookSignature signature;
  private final Duration timeout;
  private final HttpClient client;

  /** The webhook was checked with the configuration. */
  Receiver(Webhook webhook, Duration timeout) {
    this.url = URI.create(webhook.url().reveal());
    this.signature = WebhookSignature.by(webhook.secret().reveal());
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * Posts it once; empty when it was accepted. An interrupt does not cut the wait for the answer
   * short: it would only have the message sent twice.
   */
  Optional<Refusal> post(WarningMessage message) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Quartermaster")
            .POST(BodyPublishers.ofString(message.body()));
    signature.headers(message.id(), message.at(), message.body()).forEach(request::header);
    CompletableFuture<HttpResponse<Void>> exchange =
        client.sendAsync(request.build(), BodyHandlers.discarding());
    try {
      return refusal(exchange.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).join());
    } catch (CompletionException e) {
      exchange.cancel(true);
      return Optional.of(new Refusal(why(e.getCause()), Optional.empty()));
    }
  }

  private static Optional<Refusal> refusal(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return Optional.empty();
    }
    String why = "status " + status + (status / 100 == 3 ? ": redirects are not followed" : "");
    return Optional.of(new Refusal(why, RetryAfter.of(answer.headers())));
  }

  /** In words of our own: those of the exception may hold the address. */
  private String why(@Nullable Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within " + timeout;
    }
    if (failure instanceof ConnectException) {
      return "it cannot be connected to";
    }
    return "no answer: " + (failure == null ? "cancelled" : failure.getClass().getSimpleName());
  }
}
