package dev.quartermaster.ops.incident;

import java.time.Instant;

/** When each user's reset comes in the night. Written by one, and then read by many. */
final class Resets {

  private final long[] millis;

  Resets(int users) {
    this.millis = new long[users];
  }

  synchronized void set(int user, Instant at) {
    millis[user] = at.toEpochMilli();
  }

  synchronized Instant of(int user) {
    return Instant.ofEpochMilli(millis[user]);
  }
}
