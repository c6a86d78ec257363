package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.Reply.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prometheus's Alertmanager, by its API v2. Its peers do not tell each other of alerts, so each is
 * told. It keeps a firing alert for five minutes, and none over a restart: send it again each
 * minute or two for as long as it fires.
 *
 * <p>It knows nothing of acknowledging; an alert that was acknowledged still fires there.
 */
public final class Alertmanager implements Channel {

  private static final String PATH = "/api/v2/alerts";

  /** What it answers when the alert itself is at fault. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 415, 422);

  private final String name;
  private final String region;
  private final Peers peers;
  private final InstantSource clock;
  private final Duration patience;

  /**
   * How they are reached.
   *
   * @param urls of all peers of one cluster; a path is put before theirs, a user is logged in
   * @param clock as it goes in the world outside: what is told by it is read by their clocks
   */
  public record Settings(List<URI> urls, String region, InstantSource clock) {
    public Settings {
      urls = List.copyOf(urls);
      if (urls.isEmpty()) {
        throw new IllegalArgumentException("urls is empty; name at least one Alertmanager");
      }
    }

    @Override
    public String toString() {
      return "Settings[urls=" + urls.size() + ", region=" + region + "]";
    }
  }

  /** By these settings. */
  public Alertmanager(String name, Settings settings) {
    this(name, settings, Deadline.PATIENCE);
  }

  Alertmanager(String name, Settings settings, Duration patience) {
    this.name = name;
    this.region = settings.region();
    this.peers = new Peers(settings.urls().stream().map(Address::new).toList());
    this.clock = settings.clock();
    this.patience = patience;
  }

  /** Its alerts live in memory, and end by themselves after its resolve_timeout of 5 minutes. */
  @Override
  public boolean forgets() {
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    String body = Json.of(List.of(AlertmanagerAlert.of(page, region, clock.instant())));
    Deadline deadline = Deadline.in(patience);
    return peers.anyOf(
        peer -> Post.json(peer.address().under(PATH), Map.of(), body, deadline),
        Alertmanager::taken);
  }

  /**
   * Tells it of an alert that always fires, for whoever pages when that comes no more.
   *
   * @param stays how long from now it is to fire there
   */
  public Outcome alwaysFires(Duration stays) {
    String body = Json.of(List.of(AlertmanagerAlert.always(region, clock.instant(), stays)));
    Deadline deadline = Deadline.in(patience);
    return peers.anyOf(
        peer -> Post.json(peer.address().under(PATH), Map.of(), body, deadline),
        Alertmanager::taken);
  }

  private static Outcome taken(Answer answer, Words words) {
    if (answer.status() == 200) {
      return Accepted.PLAINLY;
    } else if (REFUSED.contains(answer.status())) {
      return new Refused("it answered " + answer.status() + words.after(answer.body()));
    }
    return answer.failed(words);
  }

  /** A resolved alert is to be gone from each peer that answers, any other to be at one of them. */
  @Override
  public Optional<Outcome> readBack(Page page) {
    Deadline deadline = Deadline.in(patience);
    String path = PATH + "?" + filter(page);
    Function<Peers.Peer, CompletableFuture<Reply>> ask =
        peer -> Post.get(peer.address().under(path), deadline);
    return Optional.of(
        page.kind() == Kind.RESOLVED
            ? peers.allOf(ask, (answer, words) -> seen(page, answer, words))
            : peers.anyOf(ask, (answer, words) -> seen(page, answer, words)));
  }

  private static String filter(Page page) {
    return AlertmanagerAlert.identity(page).entrySet().stream()
        .map(label -> "filter=" + encoded(label.getKey() + "=" + quoted(label.getValue())))
        .collect(Collectors.joining("&"));
  }

  private static String quoted(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "\"" + escaped + "\"";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Outcome seen(Page page, Answer answer, Words words) {
    JsonNode alerts = Json.read(answer.body());
    if (answer.status() != 200 || !alerts.isArray()) {
      return answer.failed(words);
    }
    for (JsonNode alert : alerts) {
      if (isOf(page, alert)) {
        return found(page.kind() == Kind.RESOLVED, words.of(alert.path("fingerprint").asText()));
      }
    }
    return page.kind() == Kind.RESOLVED
        ? Accepted.PLAINLY
        : new Failed("it does not have it", Optional.empty());
  }

  private static Outcome found(boolean isOver, String fingerprint) {
    return isOver
        ? new Failed("it still has it", Optional.empty())
        : new Accepted(Optional.of(fingerprint));
  }

  private static boolean isOf(Page page, JsonNode alert) {
    String message = alert.path("annotations").path(AlertmanagerAlert.TEST_ANNOTATION).asText();
    return page.kind() != Kind.TEST || message.equals(page.id());
  }
}
