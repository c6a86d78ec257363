package dev.quartermaster.quota.bulk;

/** Somebody else ended a period between a batch's look at it and its lock: begin the batch anew. */
public final class Overtaken extends RuntimeException {
  Overtaken(int renewed, int ended) {
    super("%d accounts were to be reset, of %d the period was open".formatted(renewed, ended));
  }
}
