package dev.quartermaster.db.proof;

import java.util.List;
import java.util.stream.Stream;

/**
 * What breaks a claim.
 *
 * @param count of all of them
 * @param first some, in words
 */
public record Counterexamples(long count, List<String> first) {

  /** So many are told of. */
  private static final int TOLD = 5;

  public static final Counterexamples NONE = new Counterexamples(0, List.of());

  /** Counts them and keeps the first. */
  public static Counterexamples of(Stream<String> all) {
    Counting counting = new Counting();
    all.forEach(counting::take);
    return counting.result();
  }

  /** Both together. */
  public Counterexamples and(Counterexamples other) {
    return new Counterexamples(
        count + other.count,
        Stream.concat(first.stream(), other.first.stream()).limit(TOLD).toList());
  }

  private static final class Counting {
    private final Stream.Builder<String> first = Stream.builder();
    private long count;

    void take(String one) {
      if (count < TOLD) {
        first.add(one);
      }
      count++;
    }

    Counterexamples result() {
      return new Counterexamples(count, first.build().toList());
    }
  }
}
