package dev.quartermaster.ops.webhook;

import java.time.Duration;
import java.util.Optional;

/** What came of one attempt to post one warning. */
sealed interface Attempt {

  record Accepted() implements Attempt {}

  /** It is another node's turn, or this one is stopping. */
  record NotOurs() implements Attempt {}

  /**
   * Not accepted.
   *
   * @param age of the warning, by the database's clock
   * @param retryAfter how long the receiver wants to be left alone
   */
  record Failed(String why, Duration age, Optional<Duration> retryAfter) implements Attempt {}
}
