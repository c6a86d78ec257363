package dev.quartermaster.ops.agent.tarpit;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Slows people down. */
interface Brake {

  /**
   * Slows these and nobody else; does nothing about who is slow already. A failure with one of them
   * holds nobody else up, and is tried again with the next call.
   *
   * @param in by {@link Member#key}
   * @return what did not work out
   * @throws IOException when what was done cannot be remembered
   */
  List<String> apply(Map<String, Member> in) throws IOException;
}
