package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.ChannelRecord.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * A marked test that was sent over a channel, at once and not through the outbox, and what came of
 * it. A provider that can be asked was asked whether it has it.
 *
 * @param error empty when it was taken
 */
public record Proof(String channel, Duration latency, Instant at, Optional<String> error) {

  /**
   * Sends one and waits for the answer.
   *
   * @param who has it sent
   */
  public static Proof of(Channel channel, Instant now, String region, String who) {
    Page page = page(now, region, who);
    long began = System.nanoTime();
    Optional<String> error = error(channel.send(page));
    if (error.isEmpty()) {
      error = channel.readBack(page).flatMap(Proof::error);
    }
    return new Proof(channel.name(), Duration.ofNanos(System.nanoTime() - began), now, error);
  }

  private static Optional<String> error(Outcome outcome) {
    if (outcome instanceof Failed failed) {
      return Optional.of(failed.why());
    } else if (outcome instanceof Refused refused) {
      return Optional.of(refused.why());
    }
    return outcome instanceof Accepted ? Optional.empty() : Optional.of("no answer");
  }

  private static Page page(Instant now, String region, String who) {
    return new Page(
        "test-" + UUID.randomUUID(),
        Page.Kind.TEST,
        now,
        new Page.Alert(
            "test",
            "quartermaster/%s/test".formatted(region),
            "QuartermasterTest",
            "firing",
            Severity.INFO,
            now,
            new Page.Text(
                "this is a test by %s: nothing is wrong".formatted(who),
                Map.of("region", region),
                Map.of("alertname", "QuartermasterTest", "severity", "info", "region", region),
                Optional.empty(),
                Map.of())));
  }

  public boolean ok() {
    return error.isEmpty();
  }

  /** Puts it on the channel's record. */
  public void record(Handle handle) {
    error.ifPresentOrElse(
        why -> ChannelRecords.failed(handle, channel, new Trouble(at, why), Optional.empty()),
        () -> ChannelRecords.accepted(handle, channel, true));
  }
}
