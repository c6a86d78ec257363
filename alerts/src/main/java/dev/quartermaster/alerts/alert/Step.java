package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a look leads to.
 *
 * @param next the alert from now on
 * @param events that are to be put on record
 * @param tell who is to be told what
 */
public record Step(Alert next, List<Event> events, List<Tell> tell) {

  /** The same, but last seen then. */
  Step seenAt(Instant last) {
    return new Step(next.withSeen(new Alert.Seen(last, Optional.empty())), events, tell);
  }

  /**
   * A message.
   *
   * @param seq of the event that it tells of
   * @param channels that get it; none for those who know that it fires, whatever its route is now
   * @param others who are told in their stead when they cannot be, in this order
   */
  public record Tell(long seq, Page.Kind kind, List<String> channels, List<String> others) {}
}
