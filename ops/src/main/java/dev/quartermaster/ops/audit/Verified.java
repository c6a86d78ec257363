package dev.quartermaster.ops.audit;

import java.util.Optional;

/**
 * What a walk along the trail found.
 *
 * @param entries how many there are
 * @param head the newest as the head has it; empty when the head is gone
 * @param bad empty when every entry is in its place and as it was written
 */
public record Verified(long entries, Optional<Head> head, Optional<Bad> bad) {

  public boolean ok() {
    return bad.isEmpty();
  }
}
