package dev.quartermaster.ops.api;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.FeedCursor;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets readers of the feed wait for news. While anybody waits, one small question is asked of the
 * database five times a second, whatever the number of readers; and what only time makes true (a
 * period or a grant that ends) is settled each second, so that news of it needs no job.
 */
final class FeedWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FeedWatch.class);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SETTLE_EVERY = Duration.ofSeconds(1);

  /** After its last question a reader is taken to be there still for so long. */
  private static final Duration READERS_STAY = Duration.ofSeconds(30);

  /** Rows of each kind that are settled at once, on behalf of those who listen. */
  private static final int SETTLE_AT_ONCE = 500;

  /** Well below the connections that there are. */
  private static final int MOST_WAITING = 1_500;

  /** Somebody who waits: gets what the question finds, or at the end what it finds then. */
  private record Waiting<T>(
      Supplier<Optional<T>> question,
      Supplier<T> atTheEnd,
      long endsNanos,
      CompletableFuture<T> answer) {

    boolean isOver(long nanos) {
      return nanos - endsNanos >= 0;
    }

    void ask(boolean last) {
      try {
        Optional<T> found = question.get();
        if (found.isPresent()) {
          answer.complete(found.get());
        } else if (last) {
          answer.complete(atTheEnd.get());
        }
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  private final Database database;
  private final OnDisk onDisk;
  private final List<Waiting<?>> waiting = new ArrayList<>();
  private final List<Waiting<?>> fresh = new ArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "feed-watch");
            thread.setDaemon(true);
            return thread;
          });
  private FeedCursor seen = FeedCursor.BEGINNING;
  private long settledNanos = System.nanoTime() - SETTLE_EVERY.toNanos();
  private volatile long readNanos = System.nanoTime() - READERS_STAY.toNanos() - 1;

  @SuppressWarnings("FutureReturnValueIgnored") // look() tells its own failures
  FeedWatch(Database database) {
    this.database = database;
    this.onDisk = new OnDisk(database);
    timer.scheduleWithFixedDelay(
        this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Asks until there is an answer, or the time is over.
   *
   * @return empty when too many wait already
   */
  <T> Optional<CompletableFuture<T>> await(
      Supplier<Optional<T>> question, Supplier<T> atTheEnd, Duration wait) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    synchronized (this) {
      if (waiting.size() + fresh.size() >= MOST_WAITING || timer.isShutdown()) {
        return Optional.empty();
      }
      // Asked once by itself: what came between its last answer and now is behind the watch.
      fresh.add(new Waiting<>(question, atTheEnd, System.nanoTime() + wait.toNanos(), answer));
    }
    return Optional.of(answer);
  }

  private void look() {
    try {
      settleFelt();
      List<Waiting<?>> toAsk = toAsk();
      long nanos = System.nanoTime();
      toAsk.forEach(each -> each.ask(each.isOver(nanos)));
      sweep(toAsk);
    } catch (RuntimeException | Error e) {
      // Whatever it was, the next look must come.
      LOG.warn("The feed could not be watched: {}", e.getMessage());
      fail(e);
    }
  }

  private List<Waiting<?>> toAsk() {
    List<Waiting<?>> all;
    List<Waiting<?>> some;
    synchronized (this) {
      some = new ArrayList<>(fresh);
      waiting.addAll(fresh);
      fresh.clear();
      all = new ArrayList<>(waiting);
    }
    if (all.isEmpty()) {
      return all;
    }
    if (hasNews()) {
      return all;
    }
    long nanos = System.nanoTime();
    all.stream().filter(each -> each.isOver(nanos) && !some.contains(each)).forEach(some::add);
    return some;
  }

  private boolean hasNews() {
    FeedCursor before = seen;
    FeedCursor end = database.transaction(Feed::end);
    if (end.equals(before)) {
      return false;
    }
    seen = end;
    return database.transaction(handle -> Feed.anyBetween(handle, before, end));
  }

  /** For what readers are told. */
  OnDisk onDisk() {
    return onDisk;
  }

  /** Somebody reads: for a while, what time makes true is settled for them. */
  void noteReader() {
    readNanos = System.nanoTime();
  }

  /** On the watch's own thread, so that a lock that somebody holds keeps no reader waiting. */
  private void settleFelt() {
    long nanos = System.nanoTime();
    if (nanos - settledNanos < SETTLE_EVERY.toNanos()
        || nanos - readNanos > READERS_STAY.toNanos()) {
      return;
    }
    settledNanos = nanos;
    for (SettleSlice.Phase phase : Settling.FELT) {
      try {
        database.transaction(handle -> Settling.settleFirst(handle, phase, SETTLE_AT_ONCE));
      } catch (RuntimeException e) {
        // The job does the same; what readers are told is arithmetic either way.
        LOG.debug("{} is left to the job: {}", phase, e.getMessage());
      }
    }
  }

  private synchronized void sweep(List<Waiting<?>> asked) {
    waiting.removeIf(each -> asked.contains(each) && each.answer().isDone());
  }

  private void fail(Throwable why) {
    List<Waiting<?>> all;
    synchronized (this) {
      all = new ArrayList<>(waiting);
      waiting.clear();
    }
    all.forEach(each -> each.answer().completeExceptionally(why));
  }

  /** Whoever waits gets an answer now. */
  @Override
  public void close() {
    timer.shutdownNow();
    List<Waiting<?>> all;
    synchronized (this) {
      all = new ArrayList<>(waiting);
      all.addAll(fresh);
      waiting.clear();
      fresh.clear();
    }
    all.forEach(each -> each.ask(true));
  }
}
