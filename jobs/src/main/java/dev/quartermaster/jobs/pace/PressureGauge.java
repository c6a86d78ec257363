package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.db.pressure.ReadPressure;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's pressure for a whole process: read when somebody asks, at most once a second
 * however many ask. Whoever asks while another reads gets what was read before.
 */
public final class PressureGauge {

  private static final Logger LOG = LoggerFactory.getLogger(PressureGauge.class);

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  /**
   * What was read.
   *
   * @param at by the monotonic clock
   */
  private record Reading(Pressure pressure, long at) {}

  private final Supplier<Pressure> source;
  private final Pressure unknown;
  private final LongSupplier nanoTime;
  private final ReentrantLock reads = new ReentrantLock();
  private volatile Reading last;

  /**
   * On any source.
   *
   * @param unknown what is said when the source fails, or has not been read yet
   * @param nanoTime a monotonic clock
   */
  public PressureGauge(Supplier<Pressure> source, Pressure unknown, LongSupplier nanoTime) {
    this.source = source;
    this.unknown = unknown;
    this.nanoTime = nanoTime;
    this.last = new Reading(unknown, nanoTime.getAsLong() - FRESH);
  }

  /** On a database, by this machine's monotonic clock. */
  public static PressureGauge of(Database database) {
    return new PressureGauge(
        new ReadPressure(database)::now, Pressure.unknown(database.load()), System::nanoTime);
  }

  /** Not older than a second, or what it takes to read it. Never fails. */
  public Pressure now() {
    if (isStale() && reads.tryLock()) {
      try {
        if (isStale()) {
          last = new Reading(read(), nanoTime.getAsLong());
        }
      } finally {
        reads.unlock();
      }
    }
    return last.pressure();
  }

  private boolean isStale() {
    return nanoTime.getAsLong() - last.at() >= FRESH;
  }

  /** A signal that fails must not stop the work; the work itself then meets what is wrong. */
  private Pressure read() {
    try {
      return source.get();
    } catch (RuntimeException e) {
      LOG.warn("The database's pressure cannot be read, work goes on without: {}", e.getMessage());
      return unknown;
    }
  }
}
