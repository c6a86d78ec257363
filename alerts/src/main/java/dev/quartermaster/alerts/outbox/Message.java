package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A page and who is to get it.
 *
 * @param event of which alert's change it tells; empty for a test of the channels
 * @param worthFor from now on; after that it is no longer sent
 */
public record Message(Optional<Event> event, Page page, Recipients to, Duration worthFor) {

  /** What happened a day ago is no longer news. */
  public static final Duration WORTH_FOR = Duration.ofHours(24);

  /**
   * A change of an alert.
   *
   * @param seq later ones are higher; a channel is told in this order
   */
  public record Event(long alertId, long seq) {}

  /**
   * Who is told.
   *
   * @param channels all of them, now
   * @param others in the stead of one of these that cannot be reached: the first, and the next when
   *     that one cannot be reached either
   */
  public record Recipients(List<String> channels, List<String> others) {}

  /** Of a change of an alert, worth sending for a day. */
  public static Message of(Event event, Page page, Recipients to) {
    return new Message(Optional.of(event), page, to, WORTH_FOR);
  }

  /** A test of channels: nobody is told in their stead. */
  public static Message test(Page page, List<String> channels, Duration worthFor) {
    return new Message(Optional.empty(), page, new Recipients(channels, List.of()), worthFor);
  }
}
