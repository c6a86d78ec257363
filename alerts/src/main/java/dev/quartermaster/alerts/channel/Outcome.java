package dev.quartermaster.alerts.channel;

import java.time.Duration;
import java.util.Optional;

/** What came of one attempt. What it says names neither secrets nor addresses that hold some. */
public sealed interface Outcome {

  /**
   * The provider has taken it.
   *
   * @param receipt the provider's own name for it
   */
  record Accepted(Optional<String> receipt) implements Outcome {
    /** Without a name. */
    public static final Accepted PLAINLY = new Accepted(Optional.empty());
  }

  /**
   * It may go through later.
   *
   * @param why in a few words
   * @param retryAfter how long the provider wants to be left alone
   */
  record Failed(String why, Optional<Duration> retryAfter) implements Outcome {}

  /**
   * It will never go through like this: the message or the settings are wrong.
   *
   * @param why in a few words
   */
  record Refused(String why) implements Outcome {}
}
