package dev.quartermaster.ops.agent.meter;

import java.io.IOException;

/** Finds the counters there are and reads them. */
public interface Meter {

  /**
   * Reads everything once.
   *
   * @throws IOException when it cannot tell what there is; then nothing is counted this time, and
   *     all of it the next time
   */
  Seen read() throws IOException;

  /**
   * For how many readings a counter that is not there any more is remembered. It must not be
   * forgotten while it may come back, for then it would be counted from the beginning.
   */
  int remembersFor();
}
