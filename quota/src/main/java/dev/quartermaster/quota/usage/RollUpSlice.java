package dev.quartermaster.quota.usage;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * A bounded piece of rolling up: the reports after {@code from} and up to {@code to}.
 *
 * @param from exclusive
 * @param to inclusive
 */
public record RollUpSlice(Mark from, Mark to) {

  /** A place in the order in which reports came in. */
  public record Mark(Instant at, String reporter, long sequence) {
    /** Before every report: nothing was received then. */
    public static final Mark FIRST = new Mark(Instant.parse("1900-01-01T00:00:00Z"), "", -1);

    private String text() {
      // A reporter's name may hold anything, blanks too; an empty one must stay a word.
      return "%s =%s %d"
          .formatted(at, URLEncoder.encode(reporter, StandardCharsets.UTF_8), sequence);
    }

    private static Mark parse(List<String> words) {
      return new Mark(
          Instant.parse(words.get(0)),
          URLDecoder.decode(words.get(1).substring(1), StandardCharsets.UTF_8),
          Long.parseLong(words.get(2)));
    }
  }

  /** As one line of text, for the run's record. */
  public String text() {
    return from.text() + " " + to.text();
  }

  /** Reads {@link #text()}. */
  public static RollUpSlice parse(String text) {
    List<String> words = List.of(text.split(" "));
    return new RollUpSlice(Mark.parse(words.subList(0, 3)), Mark.parse(words.subList(3, 6)));
  }
}
