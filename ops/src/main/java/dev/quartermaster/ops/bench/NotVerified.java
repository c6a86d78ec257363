package dev.quartermaster.ops.bench;

import java.util.List;

/** The measured work is not done, or not done right: its time means nothing. */
final class NotVerified extends RuntimeException {

  NotVerified(String side, List<String> complaints) {
    super("%s: not verified: %s".formatted(side, String.join("; ", complaints)));
  }
}
