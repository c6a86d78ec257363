package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.notice.Notices;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox. Every node and every watchdog runs one; any of them may die at any
 * time, and another sends what it had in hand within half a minute.
 */
public final class Sender implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /**
   * What distinguishes one sender from another.
   *
   * @param who the node's or the watchdog's name
   * @param rates of each channel, by its name
   */
  public record Settings(String who, Function<String, Rate> rates) {}

  /**
   * How fast it goes.
   *
   * @param look the longest between two looks
   * @param leftAlone how long a channel that failed often in a row is not asked by this node
   * @param longestAnswer after it a channel is interrupted
   */
  record Pace(Duration look, Duration leftAlone, Duration longestAnswer) {
    static final Pace STANDARD =
        new Pace(Duration.ofMillis(500), Lane.LEFT_ALONE, Delivering.LONGEST_ANSWER);
  }

  private static final Duration LAST_LOOK = Duration.ofSeconds(6);

  private final Dispatch dispatch;
  private final ExecutorService desk;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Notices notices;
  private boolean failing;
  private volatile long lookedAt = System.nanoTime();

  private Sender(Database database, Dispatch dispatch, Duration look) {
    this.dispatch = dispatch;
    // After closing, what still asks for a look is passed over.
    this.desk =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Dispatch.daemon("outbox"),
            new ThreadPoolExecutor.DiscardPolicy());
    this.notices = Notices.listen(database, Outbox.NOTICE, look, this::wake);
  }

  /**
   * Begins; leaves the database open.
   *
   * @param channels those that are configured now, by name; asked at every look
   */
  public static Sender start(
      Database database,
      Supplier<Map<String, Channel>> channels,
      Settings settings,
      Deliveries deliveries) {
    return start(new Dispatch.Ends(database, channels, deliveries), settings, Pace.STANDARD);
  }

  static Sender start(Dispatch.Ends ends, Settings settings, Pace pace) {
    Dispatch dispatch = new Dispatch(ends, settings, pace);
    return new Sender(ends.database(), dispatch, pace.look());
  }

  /** How long ago it last looked what there is to send. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lookedAt);
  }

  private void wake() {
    if (awake.compareAndSet(false, true)) {
      desk.execute(this::look);
    }
  }

  private void look() {
    awake.set(false);
    try {
      dispatch.look(this::wake);
      lookedAt = System.nanoTime();
      failing = false;
    } catch (RuntimeException | Error e) {
      // The next look tries again; without this thread nothing would be sent any more.
      if (!failing) {
        LOG.warn("The outbox cannot be worked on", e);
      }
      failing = true;
    }
  }

  /** What is on its way gets its answer; the rest is for others. */
  @Override
  public void close() {
    notices.close();
    desk.shutdown();
    try {
      if (!desk.awaitTermination(LAST_LOOK.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("The last look at the outbox hangs.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dispatch.close();
  }
}
