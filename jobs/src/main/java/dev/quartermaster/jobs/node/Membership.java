package dev.quartermaster.jobs.node;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place in the cluster: joined, beating, watching for the dead, and left when
 * closed.
 */
public final class Membership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** After a kill -9 the name is free once the old life has been silent for long enough. */
  private static final RetryPolicy<Boolean> UNTIL_FREE =
      RetryPolicy.<Boolean>builder()
          .handleResult(false)
          .abortOn(Exception.class)
          .withMaxDuration(Nodes.DEAD_AFTER.plus(Nodes.BEAT))
          .withMaxRetries(-1)
          .withDelay(Duration.ofMillis(250))
          .build();

  /** A host that vanished answers nothing: the next beat tries another connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A beat that takes longer says that the database is slow. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  /** Quick beats in a row after which silence of others is their own. */
  private static final int TRUSTED = 2;

  private final Database database;
  private final String version;
  private final InstantSource clock;
  private volatile NodeIdentity me;
  private volatile Optional<String> configurationError = Optional.empty();
  private volatile Consumer<Beat> listener = beat -> {};
  private volatile Supplier<Beat.Feeling> feeling = () -> Beat.Feeling.NONE;
  private volatile long beatAt = System.nanoTime();
  private int quickBeats;
  private final ScheduledExecutorService beats;

  private Membership(Database database, String version, NodeIdentity me, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.version = version;
    this.me = me;
    this.beats =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "heartbeat");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Joins, and beats from then on.
   *
   * @param database a pool whose sessions carry {@link NodeIdentity#sessionName}
   * @throws NameTaken when a node of that name is alive
   */
  public static Membership join(Database database, NodeIdentity me, String version) {
    return join(database, me, version, InstantSource.system());
  }

  /** {@link #join} with another clock for this machine. */
  @SuppressWarnings("FutureReturnValueIgnored") // beat() reports its own failures
  static Membership join(Database database, NodeIdentity me, String version, InstantSource clock) {
    boolean joined =
        Failsafe.with(UNTIL_FREE)
            .get(() -> database.transaction(handle -> Nodes.join(handle, me, version)));
    if (!joined) {
      throw new NameTaken(me.name());
    }
    Membership membership = new Membership(database, version, me, clock);
    membership.beats.scheduleWithFixedDelay(
        membership::beat, 0, Nodes.BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return membership;
  }

  /** A node of the same name is alive. */
  public static final class NameTaken extends RuntimeException {
    NameTaken(String name) {
      super(
          "a node named '%s' is up already: give this one another name (--name or node.name)"
              .formatted(name));
    }
  }

  /** Who this process is now. */
  public NodeIdentity me() {
    return me;
  }

  /** Who hears of each beat that arrives; quick, for the next one waits for it. */
  void listen(Consumer<Beat> to) {
    listener = to;
  }

  /** Tells the cluster, with each beat, why this node's configuration is not in force. */
  void tell(Optional<String> newConfigurationError) {
    configurationError = newConfigurationError;
  }

  /** Asks this, at each beat, how the node's work goes; quick, for the beat waits for it. */
  void feel(Supplier<Beat.Feeling> now) {
    feeling = now;
  }

  /** How long ago a beat arrived. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - beatAt);
  }

  private void beat() {
    try {
      NodeIdentity current = me;
      long began = System.nanoTime();
      Optional<Beat> beat = database.transactionWithin(PATIENCE, handle -> beat(handle, current));
      if (beat.isEmpty()) {
        comeBack(current);
      }
      boolean quick = System.nanoTime() - began < QUICK.toNanos();
      quickBeats = quick ? quickBeats + 1 : 0;
      if (quickBeats >= TRUSTED) {
        buryDead();
      }
      if (beat.isPresent()) {
        beatAt = System.nanoTime();
        listener.accept(beat.get());
      }
    } catch (RuntimeException e) {
      // The next beat tries again; the others judge by the beats that arrive.
      quickBeats = 0;
      LOG.warn("No heartbeat: {}", e.getMessage());
    } catch (Error e) {
      // Thrown on, it would end the heartbeat for good, and with it the node.
      quickBeats = 0;
      LOG.error("No heartbeat", e);
    }
  }

  private Optional<Beat> beat(Handle handle, NodeIdentity current) {
    ClockDifference clocks = ClockDifference.read(handle, clock);
    boolean isExact = clocks.roundTrip().compareTo(QUICK) < 0;
    return Nodes.beat(
        handle,
        current,
        new Beat.Condition(
            isExact ? Optional.of(clocks.ahead()) : Optional.empty(),
            configurationError,
            feeling()));
  }

  /** A node that cannot tell how it feels is still alive. */
  private Beat.Feeling feeling() {
    try {
      return feeling.get();
    } catch (RuntimeException e) {
      LOG.warn("This node cannot tell how its work goes: {}", e.getMessage());
      return Beat.Feeling.NONE;
    }
  }

  /**
   * Only while the database answers at once: when it is slow, beats are late and nobody is dead.
   */
  private void buryDead() {
    for (NodeIdentity dead :
        database.transactionWithin(PATIENCE, handle -> Nodes.buryDead(handle, me))) {
      LOG.warn("Node {} went silent; its unfinished batches are free for others.", dead.name());
    }
  }

  /**
   * The others found us dead, for instance because this machine was frozen: what we claimed is no
   * longer ours.
   */
  private void comeBack(NodeIdentity old) {
    NodeIdentity again = old.again();
    if (database.transaction(handle -> Nodes.join(handle, again, version))) {
      me = again;
      LOG.warn("Node {} had been taken for dead and is back.", old.name());
    } else {
      LOG.error("Node {} was taken for dead, and another node has its name now.", old.name());
    }
  }

  /** Leaves without a trace: for a command that only lent a hand. */
  public void closeAndForget() {
    close();
    database.run(handle -> Nodes.forget(handle, me));
  }

  @Override
  public void close() {
    beats.shutdownNow();
    try {
      if (!beats.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("The last heartbeat hangs.");
      }
      database.run(handle -> Nodes.leave(handle, me));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Could not say goodbye: {}", e.getMessage());
    }
  }
}
