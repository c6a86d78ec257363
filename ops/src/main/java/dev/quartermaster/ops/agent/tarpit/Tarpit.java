package dev.quartermaster.ops.agent.tarpit;

import dev.quartermaster.ops.agent.Loud;
import dev.quartermaster.ops.agent.api.Feed;
import dev.quartermaster.ops.agent.api.FeedReader;
import dev.quartermaster.ops.agent.meter.Groups;
import dev.quartermaster.ops.agent.spool.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the host in line with the roll: after every message, at every reading, and when somebody's
 * time is over. A stop leaves everything as it is; the next start goes on from there.
 */
public final class Tarpit implements FeedReader.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Tarpit.class);
  private static final int MOST_TOLD = 3;

  private final Brake brake;
  private final RollFile file;
  private final LongSupplier nanos;
  private final Roll roll = new Roll();
  private final Loud applying = new Loud(LOG, "The tarpit is not applied to all", System::nanoTime);
  private final Loud keeping = new Loud(LOG, "The tarpit cannot be worked on", System::nanoTime);
  private @Nullable ScheduledFuture<?> lift;
  private final ScheduledThreadPoolExecutor worker =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "tarpit");
            thread.setDaemon(true);
            return thread;
          });

  /** The clock is monotonic, as {@link System#nanoTime}. */
  Tarpit(Brake brake, Remembered.Place place, LongSupplier nanos) throws IOException {
    this.brake = brake;
    this.file = new RollFile(place);
    this.nanos = nanos;
    file.read(nanos.getAsLong()).ifPresent(roll::restore);
    worker.setRemoveOnCancelPolicy(true);
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Slows by the shares of control groups; what it remembers is in {@code directory}. */
  public static Tarpit byGroups(Knob knob, Groups groups, Path directory) throws IOException {
    Remembered.Place place = new Remembered.Place(directory, Disk.REAL);
    return new Tarpit(new GroupBrake(knob, groups, place), place, System::nanoTime);
  }

  /** Slows by a command. */
  public static Tarpit byCommand(List<String> argv, Path directory) throws IOException {
    Remembered.Place place = new Remembered.Place(directory, Disk.REAL);
    return new Tarpit(new CommandBrake(argv, place), place, System::nanoTime);
  }

  @Override
  public void snapshot(Feed everyone) {
    synchronized (roll) {
      roll.replace(everyone, nanos.getAsLong());
    }
    keep();
    look();
  }

  @Override
  public void changes(Feed news) {
    synchronized (roll) {
      roll.change(news, nanos.getAsLong());
    }
    keep();
    look();
  }

  /** Looks soon whether the host is in line, for new groups may have come. */
  public void look() {
    worker.execute(this::align);
  }

  /** Brings the host in line now. */
  synchronized void align() {
    try {
      Map<String, Member> in;
      synchronized (roll) {
        if (!roll.isKnown()) {
          return;
        }
        in = roll.in(nanos.getAsLong());
      }
      tell(brake.apply(in));
      keeping.well();
      lookAtNextLift();
    } catch (IOException | RuntimeException e) {
      keeping.fault(e.toString());
    }
  }

  private void tell(List<String> complaints) {
    if (complaints.isEmpty()) {
      applying.well();
      return;
    }
    String more =
        complaints.size() > MOST_TOLD
            ? "; and %d more".formatted(complaints.size() - MOST_TOLD)
            : "";
    applying.fault(
        String.join("; ", complaints.subList(0, Math.min(MOST_TOLD, complaints.size()))) + more);
  }

  private void lookAtNextLift() {
    OptionalLong next;
    synchronized (roll) {
      next = roll.nextLift();
    }
    if (lift != null) {
      lift.cancel(false);
    }
    if (next.isPresent() && !worker.isShutdown()) {
      long wait = Math.max(1, next.getAsLong() - nanos.getAsLong());
      lift = worker.schedule(this::align, wait, TimeUnit.NANOSECONDS);
    }
  }

  private void keep() {
    try {
      synchronized (roll) {
        long now = nanos.getAsLong();
        file.write(roll.in(now), now);
      }
      keeping.well();
    } catch (IOException e) {
      if (!Thread.currentThread()
          .isInterrupted()) { // A stop closes files; it keeps the roll itself.
        keeping.fault(e.toString());
      }
    }
  }

  /** Who is slow stays slow. */
  @Override
  public void close() {
    worker.shutdown();
    try {
      if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    boolean known;
    synchronized (roll) {
      known = roll.isKnown();
    }
    if (known) {
      keep();
    }
  }
}
