package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Reply.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A channel of Slack, by an incoming webhook. Slack takes one message a second, and answers 429 to
 * more.
 */
public final class Slack implements Channel {

  /** The message is no good, or the webhook is gone. */
  private static final Set<Integer> REFUSED = Set.of(400, 403, 404, 410);

  private final String name;
  private final Address address;
  private final Words words;
  private final Duration patience;

  /** How it is reached: whoever knows the address can write there. */
  public record Settings(URI url) {
    @Override
    public String toString() {
      return "Settings[]";
    }
  }

  /** By these settings. */
  public Slack(String name, Settings settings) {
    this(name, settings, Deadline.PATIENCE);
  }

  Slack(String name, Settings settings, Duration patience) {
    this.name = name;
    this.address = new Address(settings.url());
    this.words = Words.without(address.secrets());
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    String body = Json.of(SlackMessage.of(page));
    return Post.json(address, Map.of(), body, Deadline.in(patience)).join().judge(this::verdict);
  }

  private Outcome verdict(Answer answer) {
    if (REFUSED.contains(answer.status())) {
      return new Refused("it answered " + answer.status() + words.after(answer.body()));
    } else if (answer.status() != 200) {
      return answer.failed(words);
    } else if (!answer.body().strip().equals("ok")) {
      return new Failed(
          "it answered 200, but not 'ok'" + words.after(answer.body()), Optional.empty());
    }
    return Accepted.PLAINLY;
  }
}
