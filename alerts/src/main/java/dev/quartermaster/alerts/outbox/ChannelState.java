package dev.quartermaster.alerts.outbox;

import java.time.Duration;
import java.util.Optional;

/** Whether a channel can be relied on. */
public sealed interface ChannelState {

  /**
   * Its provider took a test not long ago, and it has not failed since it last took something.
   *
   * @param age of that test
   */
  record Proven(Duration age) implements ChannelState {}

  /**
   * Nobody knows.
   *
   * @param age of the last test that was taken; empty when there was none
   */
  record Unproven(Optional<Duration> age) implements ChannelState {}

  /** Nothing was taken for a while. */
  record Failing(Duration forNow, String error) implements ChannelState {}

  /** Nothing was taken for so long that others are to know. */
  record Broken(Duration forNow, String error) implements ChannelState {}

  /** Whether a page over it is likely to arrive. */
  default boolean isGood() {
    return this instanceof Proven;
  }
}
