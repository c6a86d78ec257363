package dev.quartermaster.ops.audit;

import java.util.Locale;

/**
 * The first place at which the trail is not as it was written.
 *
 * @param number of the entry; of the first one that is missing; 0 when there is none
 * @param says what is wrong, as a sentence
 */
public record Bad(long number, What what, String says) {

  /** What became of an entry. */
  public enum What {
    EDITED,
    MISSING,
    MOVED,
    REPLACED,
    ADDED,
    HEADLESS;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
