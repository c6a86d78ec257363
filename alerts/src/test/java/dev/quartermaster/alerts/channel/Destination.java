package dev.quartermaster.alerts.channel;

import java.util.Set;

/** A channel, and a provider behind it to which a fault can be done. */
public interface Destination extends AutoCloseable {

  /** As it is configured now. */
  Channel channel();

  /** The faults that it can have. */
  Set<ChannelFault> faults();

  /** From now on. */
  void suffers(ChannelFault fault);

  /** From now on, at the same place. */
  void isWell();

  /**
   * How many incidents about this subject are open there. Where a provider keeps no incidents, what
   * a reader takes to be open: 1 after the page that it fires, 0 after the one that it is over.
   */
  int open(String subject);

  /** How many incidents about this subject there ever were, as far as the provider counts them. */
  default int ever(String subject) {
    return 1;
  }

  @Override
  void close();
}
