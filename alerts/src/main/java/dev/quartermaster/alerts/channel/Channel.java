package dev.quartermaster.alerts.channel;

import java.util.Optional;

/**
 * A way to people. A new one is one class, and one line where channels are made from the
 * configuration.
 *
 * <p>Safe for many threads.
 */
public interface Channel {

  /** As it is configured. */
  String name();

  /**
   * Sends it once, and waits for the provider's answer, ten seconds at most. What the provider or
   * the network does is the outcome, never an exception.
   *
   * <p>The same page may be sent twice, when an answer was lost: the provider can tell by its id or
   * its dedup key.
   */
  Outcome send(Page page);

  /** Whether the provider forgets what is not repeated to it within minutes. */
  default boolean forgets() {
    return false;
  }

  /**
   * Asks the provider whether it has what it took.
   *
   * @return empty when this provider cannot be asked
   */
  default Optional<Outcome> readBack(Page page) {
    return Optional.empty();
  }
}
