package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.InWords.bytes;
import static dev.quartermaster.jobs.pace.InWords.count;
import static dev.quartermaster.jobs.pace.InWords.figure;
import static dev.quartermaster.jobs.pace.InWords.shortTime;
import static dev.quartermaster.jobs.pace.InWords.time;

import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure.Archive;
import dev.quartermaster.db.pressure.Pressure.Sessions;
import dev.quartermaster.db.pressure.Pressure.Standbys;
import dev.quartermaster.jobs.pace.Pacing.Settings;
import java.util.stream.Collectors;

/** What each cause says of itself, with its figures. */
final class Wording {

  private Wording() {}

  /** Only of a cause that is there. */
  static String of(Cause cause, Situation now, Settings by) {
    return switch (cause) {
      case STANDBY_FAR_BEHIND, STANDBY_BEHIND -> standby(now, by);
      case VACUUM -> vacuum(now, by);
      case LOCK_WAITS -> lockWaits(now.pressure().sessions().orElseThrow());
      case ARCHIVE_BEHIND -> archive(now.pressure().archive().orElseThrow(), by.limits());
      case SOMEBODY_WAITS -> "somebody waits for other work on the database";
      case SLOWER_THAN_USUAL -> slower(now, by);
      case POOL_EXHAUSTED -> pool(now.pressure().pool());
      case CONNECTIONS_SCARCE -> connections(now.pressure().sessions().orElseThrow());
    };
  }

  private static String standby(Situation now, Settings by) {
    Standbys standbys = now.pressure().standbys().orElseThrow();
    Limits limits = by.limits();
    boolean byTime = Levels.standbyTime(now, by) >= Levels.standbyBytes(now, by);
    return byTime
        ? "the standby is %s behind (limit %s)"
            .formatted(time(standbys.behind()), time(limits.standbyBehind()))
        : "the standby is %s behind (limit %s)"
            .formatted(bytes(standbys.bytesBehind()), bytes(limits.standbyBytes()));
  }

  private static String vacuum(Situation now, Settings by) {
    return "the database vacuums "
        + by.tables().stream()
            .filter(now.pressure().vacuuming()::contains)
            .sorted()
            .collect(Collectors.joining(" and "));
  }

  private static String lockWaits(Sessions sessions) {
    return "%s sessions wait for locks, the longest for %s"
        .formatted(count(sessions.waitingForLocks()), time(sessions.longestWait()));
  }

  private static String archive(Archive archive, Limits limits) {
    return "%s WAL files wait to be archived (limit %s)%s"
        .formatted(
            count(archive.filesWaiting()),
            count(limits.walFiles()),
            archive.failing() ? ", and archiving fails" : "");
  }

  private static String slower(Situation now, Settings by) {
    return "an item takes %s times as long as usual (%s instead of %s)"
        .formatted(
            figure(Levels.timesUsual(now, by)),
            shortTime(now.recent().tookAnItem().orElseThrow()),
            shortTime(by.usual().orElseThrow()));
  }

  private static String pool(PoolLoad pool) {
    return "all %s connections of this node are busy%s"
        .formatted(
            count(pool.size()),
            pool.waiting() == 0 ? "" : ", threads that wait for one: " + count(pool.waiting()));
  }

  private static String connections(Sessions sessions) {
    return "%s of the server's %s connections are taken"
        .formatted(count(sessions.connected()), count(sessions.allowed()));
  }
}
