package dev.quartermaster.ops.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody did.
 *
 * @param seal its number in the trail, without gaps, and its hash
 * @param actor who and where, such as {@code ada@hk-1} or {@code token 5f0c…@10.0.0.7}
 */
public record Entry(Head seal, Instant at, String actor, Act act) {

  /**
   * Of a command or a request.
   *
   * @param name such as {@code accounts set}
   * @param target what it touched
   */
  public record Act(String name, String target, Optional<String> reason) {}
}
