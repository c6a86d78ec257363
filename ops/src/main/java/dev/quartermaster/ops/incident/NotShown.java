package dev.quartermaster.ops.incident;

/** The night could not be shown to its end; the message says why, and what to do. */
public final class NotShown extends RuntimeException {
  NotShown(String message) {
    super(message);
  }
}
