package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Reply.Answer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any receiver that takes JSON, signed as Standard Webhooks has it when there is a secret. It may
 * be told twice: {@code webhook-id} is the same then.
 */
public final class Webhook implements Channel {

  /** By the standard: it wants no more of them. */
  private static final int GONE = 410;

  private final String name;
  private final Address address;
  private final Optional<WebhookSignature> signature;
  private final InstantSource clock;
  private final Words words;
  private final Duration patience;

  /**
   * How it is reached.
   *
   * @param secret one or several, as {@link WebhookSignature} takes them
   * @param clock as it goes in the world outside: receivers refuse what was signed long ago
   */
  public record Settings(URI url, Optional<String> secret, InstantSource clock) {
    @Override
    public String toString() {
      return "Settings[signed=" + secret.isPresent() + "]";
    }
  }

  /**
   * By these settings.
   *
   * @throws IllegalArgumentException when the secret is none; says the mend
   */
  public Webhook(String name, Settings settings) {
    this(name, settings, Deadline.PATIENCE);
  }

  Webhook(String name, Settings settings, Duration patience) {
    this.name = name;
    this.address = new Address(settings.url());
    this.signature = settings.secret().map(WebhookSignature::by);
    this.clock = settings.clock();
    List<String> secrets = new ArrayList<>(address.secrets());
    settings.secret().ifPresent(secret -> secrets.addAll(List.of(secret.split("\\s+|_", -1))));
    this.words = Words.without(secrets);
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    String body = WebhookBody.of(page);
    return Post.json(address, headers(page.id(), body), body, Deadline.in(patience))
        .join()
        .judge(this::verdict);
  }

  private Map<String, String> headers(String id, String body) {
    Instant now = clock.instant();
    return signature
        .map(signing -> signing.headers(id, now, body))
        .orElseGet(
            () ->
                Map.of(
                    "webhook-id", id, "webhook-timestamp", String.valueOf(now.getEpochSecond())));
  }

  private Outcome verdict(Answer answer) {
    if (answer.succeeded()) {
      return Accepted.PLAINLY;
    } else if (answer.status() == GONE) {
      return new Refused(
          "it answered 410, that it wants no more of them" + words.after(answer.body()));
    }
    return answer.failed(words);
  }
}
