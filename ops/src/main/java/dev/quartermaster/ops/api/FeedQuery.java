package dev.quartermaster.ops.api;

import dev.quartermaster.quota.feed.FeedCursor;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a feed asks for.
 *
 * @param patience how long it waits for news when there is none; zero to be answered at once
 */
record FeedQuery(FeedCursor after, Duration patience) {

  /** Below what a silent connection may last. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

  /** Reads {@code after} and {@code wait} of the address. */
  static FeedQuery of(Context context) {
    String after = Optional.ofNullable(context.queryParam("after")).orElse("0");
    try {
      return new FeedQuery(FeedCursor.parse(after), patience(context.queryParam("wait")));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(String.valueOf(e.getMessage()));
    }
  }

  private static Duration patience(@Nullable String text) {
    if (text == null) {
      return Duration.ZERO;
    }
    try {
      Duration wait = Duration.parse(text);
      if (!wait.isNegative()) {
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
      }
    } catch (DateTimeParseException e) {
      throw new BadRequestResponse(
          "wait '%.40s' is not a duration; write PT25S for 25 seconds".formatted(text));
    }
    throw new BadRequestResponse("wait '%.40s' is negative; write PT25S".formatted(text));
  }
}
