package dev.quartermaster.alerts.channel;

import java.util.Locale;
import java.util.stream.Stream;

/** Somebody who reads all messages in the order in which they came. */
final class Reader {

  private Reader() {}

  /**
   * 1 when the last one about the subject says that it fires, 0 when it is over or there is none.
   */
  static int open(Stream<String> messages, String subject) {
    return messages
            .filter(message -> message.contains(subject))
            .reduce((earlier, later) -> later)
            .filter(last -> last.toLowerCase(Locale.ROOT).contains("firing"))
            .isPresent()
        ? 1
        : 0;
  }
}
