package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure;
import dev.quartermaster.db.pressure.Pressure.Archive;
import dev.quartermaster.db.pressure.Pressure.Sessions;
import dev.quartermaster.db.pressure.Pressure.Standbys;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Pressures: quiet, and each of its kinds. */
record Pressed(
    Duration standby,
    long bytes,
    Set<String> vacuuming,
    long walFiles,
    Sessions sessions,
    int pool) {

  static final String TABLE = "usage_period";

  static final Pressed NOT =
      new Pressed(Duration.ZERO, 0, Set.of(), 0, new Sessions(20, 97, 0, Duration.ZERO), 0);

  Pressed standbyBehind(Duration time) {
    return new Pressed(time, bytes, vacuuming, walFiles, sessions, pool);
  }

  Pressed standbyBehind(long bytesBehind) {
    return new Pressed(standby, bytesBehind, vacuuming, walFiles, sessions, pool);
  }

  Pressed vacuuming(String... tables) {
    return new Pressed(standby, bytes, Set.of(tables), walFiles, sessions, pool);
  }

  Pressed archiveBehind(long files) {
    return new Pressed(standby, bytes, vacuuming, files, sessions, pool);
  }

  Pressed waitingForLocks(int count, Duration longest) {
    return new Pressed(
        standby,
        bytes,
        vacuuming,
        walFiles,
        new Sessions(sessions.connected(), sessions.allowed(), count, longest),
        pool);
  }

  Pressed connected(int count) {
    return new Pressed(
        standby,
        bytes,
        vacuuming,
        walFiles,
        new Sessions(count, sessions.allowed(), sessions.waitingForLocks(), sessions.longestWait()),
        pool);
  }

  /** All eight connections of the pool are busy, and so many threads wait for one. */
  Pressed waitingForConnections(int threads) {
    return new Pressed(standby, bytes, vacuuming, walFiles, sessions, threads);
  }

  Pressure pressure() {
    return new Pressure(
        Optional.of(new Standbys(1, standby, bytes)),
        vacuuming,
        Optional.of(new Archive(walFiles, false)),
        Optional.of(sessions),
        new PoolLoad(pool > 0 ? 8 : 3, 8, pool));
  }
}
