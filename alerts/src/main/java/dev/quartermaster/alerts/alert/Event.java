package dev.quartermaster.alerts.alert;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that happened to an alert.
 *
 * @param seq its number within the alert, from 1
 * @param says it in plain words
 */
public record Event(long seq, Instant at, Kind kind, String says) {

  /** What happened. */
  public enum Kind {
    BEGAN,
    CAME_BACK,
    FIRED,
    KEPT_QUIET,
    WORSENED,
    ESCALATED,
    REPEATED,
    ACKNOWLEDGED,
    ACKNOWLEDGEMENT_EXPIRED,
    UNSEEN,
    SEEN_AGAIN,
    RESOLVED,
    /** Over before anybody was told. */
    PASSED;

    /** As it is stored and shown. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
