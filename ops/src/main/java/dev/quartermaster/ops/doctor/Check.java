package dev.quartermaster.ops.doctor;

import dev.quartermaster.db.proof.Counterexamples;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param detail what was found, with the figures that matter
 * @param mend the command or the setting; empty where nothing is wrong
 * @param broken what breaks an invariant; empty for every other check
 */
public record Check(
    String name, State state, String detail, String mend, Optional<Counterexamples> broken) {

  /** How it stands. */
  public enum State {
    OK,
    WRONG,
    /** There is nothing to look at, or it could not be. */
    NOT_LOOKED_AT
  }

  /** As it should be. */
  public static Check ok(String name, String detail) {
    return new Check(name, State.OK, detail, "", Optional.empty());
  }

  public static Check wrong(String name, String detail, String mend) {
    return new Check(name, State.WRONG, detail, mend, Optional.empty());
  }

  public static Check notLookedAt(String name, String why) {
    return new Check(name, State.NOT_LOOKED_AT, why, "", Optional.empty());
  }

  public boolean isWrong() {
    return state == State.WRONG;
  }
}
