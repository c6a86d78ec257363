package dev.quartermaster.alerts.watchdog;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.Timeout;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Outcome;
import dev.quartermaster.alerts.channel.Page;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a page at once, to one channel after the other, until one takes it. */
final class FirstTaker {

  private static final Logger LOG = LoggerFactory.getLogger(FirstTaker.class);

  private final Timeout<Outcome> inTime;

  /** A channel that has not answered by then is interrupted, and the next one asked. */
  FirstTaker(Duration longestAnswer) {
    this.inTime = Timeout.<Outcome>builder(longestAnswer).withInterrupt().build();
  }

  /** The channel that took it; empty when none did. */
  Optional<String> find(Page page, Collection<String> order, Map<String, Channel> channels) {
    for (String name : order) {
      Channel channel = channels.get(name);
      if (channel != null && isTaken(page, channel)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private boolean isTaken(Page page, Channel channel) {
    try {
      Outcome outcome = Failsafe.with(inTime).get(() -> channel.send(page));
      if (outcome instanceof Outcome.Accepted) {
        return true;
      }
      LOG.warn("{} did not take {}: {}", channel.name(), page.id(), outcome);
    } catch (FailsafeException e) {
      LOG.warn("{} did not take {}: {}", channel.name(), page.id(), e.getClass().getSimpleName());
    } catch (RuntimeException e) {
      // A channel's own fault. What it says may hold secrets.
      LOG.error("{} failed in an unforeseen way: {}", channel.name(), e.getClass().getName());
    }
    return false;
  }
}
