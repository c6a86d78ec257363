package dev.quartermaster.ops.api;

import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.FeedCursor;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * An answer from a feed: at once when there is news, else when there is some or the reader's
 * patience ends.
 *
 * @param read asks the database; may be asked several times
 * @param isEmpty whether there is no news in what was read
 * @param next where the reader goes on
 */
record FeedAnswer<P>(
    Supplier<P> read, Predicate<P> isEmpty, Function<P, FeedCursor> next, Consumer<P> send) {

  void to(Context context, FeedWatch watch, Duration patience) {
    P page = page();
    if (!isEmpty.test(page) || patience.isZero()) {
      send.accept(kept(page, watch));
      return;
    }
    context.future(
        () ->
            watch
                .await(
                    () ->
                        Optional.of(page()).filter(isEmpty.negate()).map(news -> kept(news, watch)),
                    () -> kept(page(), watch),
                    patience)
                .orElseThrow(FeedAnswer::tooMany)
                .thenAccept(send));
  }

  private P kept(P page, FeedWatch watch) {
    watch.onDisk().await(next.apply(page));
    return page;
  }

  private P page() {
    try {
      return read.get();
    } catch (Feed.Gone e) {
      throw new HttpResponseException(410, String.valueOf(e.getMessage()));
    }
  }

  private static HttpResponseException tooMany() {
    return new HttpResponseException(503, "Too many wait for the feed at once; ask again.");
  }
}
