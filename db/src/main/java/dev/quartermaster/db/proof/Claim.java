package dev.quartermaster.db.proof;

import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Something that must hold at every instant.
 *
 * @param says what breaks it, in the plural: {@code periods that overlap}
 * @param counterexamples a query; each row is one text that names one
 */
public record Claim(String says, String counterexamples) {

  /** So many rows are in memory at a time: within a transaction the driver reads on by a cursor. */
  private static final int FETCHED = 1_000;

  /** All that breaks it now, within the caller's transaction. */
  public Counterexamples in(Handle handle) {
    try (Stream<String> all =
        handle.createQuery(counterexamples).setFetchSize(FETCHED).mapTo(String.class).stream()) {
      return Counterexamples.of(all);
    }
  }
}
