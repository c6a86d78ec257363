package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Page;
import java.util.List;

/**
 * What a look leads to.
 *
 * @param next the alert from now on
 * @param events that are to be put on record
 * @param tell who is to be told what
 */
public record Step(Alert next, List<Event> events, List<Tell> tell) {

  /**
   * A message.
   *
   * @param seq of the event that it tells of
   * @param channels that get it
   * @param others who are told in their stead when they cannot be, in this order
   */
  public record Tell(long seq, Page.Kind kind, List<String> channels, List<String> others) {}
}
