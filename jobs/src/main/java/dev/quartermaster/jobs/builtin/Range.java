package dev.quartermaster.jobs.builtin;

import java.util.List;
import java.util.Optional;

/**
 * A slice of accounts by their id.
 *
 * @param from exclusive
 * @param to inclusive
 */
record Range(long from, long to) {

  /** Where the next one begins. */
  static long after(Optional<String> last) {
    return last.map(Range::parse).map(Range::to).orElse(0L);
  }

  /** None when it is a single id. */
  List<Range> halves() {
    long middle = from + (to - from) / 2;
    return to - from <= 1 ? List.of() : List.of(new Range(from, middle), new Range(middle, to));
  }

  String text() {
    return from + " " + to;
  }

  static Range parse(String text) {
    List<String> words = List.of(text.split(" "));
    return new Range(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)));
  }
}
