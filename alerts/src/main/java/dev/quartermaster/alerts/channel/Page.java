package dev.quartermaster.alerts.channel;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One message about one alert, as every channel gets it.
 *
 * @param id of the message: the same however often it is sent, without a full stop
 * @param at when what it tells of happened
 */
public record Page(String id, Kind kind, Instant at, Alert alert) {

  /** What happened to the alert. */
  public enum Kind {
    /** It fires, or still does. */
    FIRING,
    /** Somebody has taken it on. */
    ACKNOWLEDGED,
    RESOLVED,
    /** Nothing is wrong: the way to people is tried. */
    TEST;

    /** As messages have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The alert as it stood then.
   *
   * @param id as people call it
   * @param dedupKey the same for all messages of all alerts of one cause
   * @param name of the condition, in CamelCase
   * @param state pending, firing, acknowledged or resolved
   * @param startedAt since when the condition holds
   */
  public record Alert(
      String id,
      String dedupKey,
      String name,
      String state,
      Severity severity,
      Instant startedAt,
      Text text) {}

  /**
   * What a person reads.
   *
   * @param summary one line in plain words
   * @param details numbers and findings, by what they are; in the order to be read
   * @param labels by which routes and silences match
   * @param runbook where it says what to do
   * @param links addresses by what they lead to, as {@code acknowledge}
   */
  public record Text(
      String summary,
      Map<String, String> details,
      Map<String, String> labels,
      Optional<String> runbook,
      Map<String, String> links) {}
}
