package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import java.time.Duration;

/** Figures by their limits: above 1 is too much. What is unknown is at 0. */
final class Levels {

  /** An item may take this many times as long as usual. */
  private static final double SLOWER = 2;

  /** In a shorter batch its fixed cost outweighs the items: they tell nothing. */
  private static final Duration TELLING = Fitting.TARGET.dividedBy(4);

  /** The rest of the server's connections is for people. */
  private static final double CONNECTIONS = 0.85;

  private Levels() {}

  static double of(Cause cause, Situation now, Settings by) {
    return switch (cause) {
      case STANDBY_FAR_BEHIND -> standby(now, by);
      case STANDBY_BEHIND -> 2 * standby(now, by);
      case VACUUM -> vacuum(now, by);
      case LOCK_WAITS -> lockWaits(now, by);
      case ARCHIVE_BEHIND -> archive(now, by);
      case SOMEBODY_WAITS -> yes(now.somebodyWaits());
      case SLOWER_THAN_USUAL -> slower(now, by);
      case POOL_EXHAUSTED -> pool(now.pressure().pool());
      case CONNECTIONS_SCARCE -> connections(now);
    };
  }

  private static double standby(Situation now, Settings by) {
    return Math.max(standbyTime(now, by), standbyBytes(now, by));
  }

  static double standbyTime(Situation now, Settings by) {
    return now.pressure()
        .standbys()
        .map(standbys -> ratio(standbys.behind(), by.limits().standbyBehind()))
        .orElse(0.0);
  }

  static double standbyBytes(Situation now, Settings by) {
    return now.pressure()
        .standbys()
        .map(standbys -> (double) standbys.bytesBehind() / by.limits().standbyBytes())
        .orElse(0.0);
  }

  private static double vacuum(Situation now, Settings by) {
    return yes(by.tables().stream().anyMatch(now.pressure().vacuuming()::contains));
  }

  /** Many that wait for a moment are no fault, nor is one that waits for long. */
  private static double lockWaits(Situation now, Settings by) {
    return now.pressure()
        .sessions()
        .map(
            sessions ->
                Math.min(
                    (double) sessions.waitingForLocks() / by.limits().lockWaits(),
                    ratio(sessions.longestWait(), by.limits().lockWait())))
        .orElse(0.0);
  }

  private static double archive(Situation now, Settings by) {
    return now.pressure()
        .archive()
        .map(archive -> (double) archive.filesWaiting() / by.limits().walFiles())
        .orElse(0.0);
  }

  private static double slower(Situation now, Settings by) {
    boolean tells = now.recent().took().filter(took -> took.compareTo(TELLING) >= 0).isPresent();
    return tells ? timesUsual(now, by) / SLOWER : 0;
  }

  static double timesUsual(Situation now, Settings by) {
    return by.usual()
        .filter(usual -> usual.toNanos() > 0)
        .flatMap(usual -> now.recent().tookAnItem().map(item -> ratio(item, usual)))
        .orElse(0.0);
  }

  /** Begins when a thread has to wait for a connection, and ends when one is free. */
  private static double pool(PoolLoad pool) {
    return pool.waiting() > 0 ? 2 : pool.isExhausted() ? 1 : 0;
  }

  private static double connections(Situation now) {
    return now.pressure()
        .sessions()
        .map(sessions -> sessions.connected() / (CONNECTIONS * Math.max(1, sessions.allowed())))
        .orElse(0.0);
  }

  private static double yes(boolean is) {
    return is ? 2 : 0;
  }

  private static double ratio(Duration time, Duration limit) {
    return (double) time.toNanos() / limit.toNanos();
  }
}
