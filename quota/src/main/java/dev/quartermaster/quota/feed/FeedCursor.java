package dev.quartermaster.quota.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a reader has come: everything up to this event.
 *
 * @param tx of PostgreSQL's transaction ids of 64 bits
 * @param event within the transaction; 0 before its first
 */
public record FeedCursor(long tx, long event) {

  /** Before everything that is kept, whatever that is: for who reads for the first time. */
  public static final FeedCursor BEGINNING = new FeedCursor(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static FeedCursor parse(String text) {
    Matcher form = FORM.matcher(text.equals("0") ? BEGINNING.text() : text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the cursor '%.40s' is none of this feed: send the one of the last answer, as it was"
              .formatted(text));
    }
    return new FeedCursor(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
  }

  /** The one of the two that lies before the other. */
  public FeedCursor earlier(FeedCursor other) {
    return tx < other.tx || (tx == other.tx && event <= other.event) ? this : other;
  }

  /** As readers keep it; its form is nobody's business. */
  public String text() {
    return tx + "." + event;
  }
}
