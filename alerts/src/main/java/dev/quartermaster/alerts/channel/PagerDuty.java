package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.Reply.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PagerDuty, by its Events API v2. All pages of one dedup key are one incident there. A test opens
 * one that calls nobody by its severity, and closes it again.
 */
public final class PagerDuty implements Channel {

  private static final int ACCEPTED = 202;
  private static final int REFUSED = 400;

  private final String name;
  private final Settings settings;
  private final Address address;
  private final Words words;
  private final Duration patience;

  /**
   * How it is reached.
   *
   * @param url the whole address, to {@code /v2/enqueue}
   * @param routingKey the integration's
   * @param source what an incident shows as the system it is about
   */
  public record Settings(URI url, String routingKey, String source) {
    @Override
    public String toString() {
      return "Settings[source=" + source + "]";
    }
  }

  /** By these settings. */
  public PagerDuty(String name, Settings settings) {
    this(name, settings, Deadline.PATIENCE);
  }

  PagerDuty(String name, Settings settings, Duration patience) {
    this.name = name;
    this.settings = settings;
    this.address = new Address(settings.url());
    List<String> secrets = new ArrayList<>(address.secrets());
    secrets.add(settings.routingKey());
    this.words = Words.without(secrets);
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    Deadline deadline = Deadline.in(patience);
    Outcome outcome = post(PagerDutyEvent.body(page, settings), deadline);
    if (page.kind() == Kind.TEST && outcome instanceof Accepted) {
      return ended(outcome, post(PagerDutyEvent.resolve(page, settings), deadline));
    }
    return outcome;
  }

  /** A test is done when it left nothing behind: else it is sent again, as the same incident. */
  private static Outcome ended(Outcome begun, Outcome end) {
    String what = "the test was taken, but not its end: ";
    if (end instanceof Failed failed) {
      return new Failed(what + failed.why(), failed.retryAfter());
    } else if (end instanceof Refused refused) {
      return new Refused(what + refused.why());
    }
    return begun;
  }

  private Outcome post(String body, Deadline deadline) {
    return Post.json(address, Map.of(), body, deadline).join().judge(this::verdict);
  }

  /** Any other status, also of success, is not PagerDuty's word for 'taken'. */
  private Outcome verdict(Answer answer) {
    JsonNode said = Json.read(answer.body());
    if (answer.status() == ACCEPTED) {
      return new Accepted(receipt(said));
    } else if (answer.status() == REFUSED) {
      return new Refused("it answered 400" + words.after(refusal(said, answer.body())));
    }
    return answer.failed(words);
  }

  private Optional<String> receipt(JsonNode said) {
    return Optional.of(words.of(said.path("dedup_key").asText())).filter(key -> !key.isEmpty());
  }

  private static String refusal(JsonNode said, String body) {
    List<String> parts = new ArrayList<>();
    parts.add(said.path("message").asText());
    said.path("errors").forEach(error -> parts.add(error.asText()));
    parts.removeIf(String::isBlank);
    return parts.isEmpty() ? body : String.join("; ", parts);
  }
}
