package dev.quartermaster.ops.detect;

import java.util.List;

/** Where pages arrive. */
interface Receiver extends AutoCloseable {

  /** The channel to it, as the configuration has it. */
  String channel();

  /** Those that tell of trouble for real, in their order; neither tests nor ends. */
  List<Taken> pages();

  @Override
  void close();
}
