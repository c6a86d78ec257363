package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.builtin.Replication.Slot;
import dev.quartermaster.jobs.builtin.Replication.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a database must have to fall back on. Decides by what was seen alone.
 *
 * @param standbys that must be ready, 1 or more
 * @param lag a ready one is not further behind than this
 * @param lagBytes nor than this
 * @param slots whether replication slots must be in order too
 */
record StandbyNeeds(int standbys, Duration lag, long lagBytes, boolean slots) {

  /** What is missing, each with its mend; empty when all is well. */
  List<String> missing(Replication seen) {
    if (seen.isStandby()) {
      return List.of(
          "this node is connected to a standby, which cannot be written to: let database.url name the primary");
    }
    if (!seen.maySee()) {
      return List.of(
          "this node's database user may not see standbys: as a superuser, GRANT pg_read_all_stats TO that user");
    }
    List<String> missing = new ArrayList<>(standbys(seen));
    if (slots) {
      seen.slots().forEach(slot -> trouble(slot).ifPresent(missing::add));
    }
    return missing;
  }

  private List<String> standbys(Replication seen) {
    List<String> troubles =
        seen.standbys().stream().flatMap(standby -> trouble(standby).stream()).toList();
    int ready = seen.standbys().size() - troubles.size();
    if (ready >= standbys) {
      return List.of();
    }
    String first =
        seen.standbys().isEmpty()
            ? "no standby is attached: there is nothing to fall back on. Start the one that was there and see its log;"
                + " make a new one with pg_basebackup --host PRIMARY --pgdata DIR --write-recovery-conf --create-slot --slot NAME"
                + wal(seen)
            : "%d of %d standbys ready".formatted(ready, standbys);
    return Stream.concat(Stream.of(first), troubles.stream()).toList();
  }

  /** Whether the one that was there can go on from where it stopped. */
  private static String wal(Replication seen) {
    return seen.slots().isEmpty()
        ? " (no slot keeps WAL for it, and wal_keep_size is %s: what it missed may be gone)"
            .formatted(seen.walKept())
        : "";
  }

  private Optional<String> trouble(Standby standby) {
    String who = "standby '%s' (%s) ".formatted(standby.name(), standby.sync());
    if (!standby.state().equals("streaming")) {
      return Optional.of(who + "is in state '" + standby.state() + "', not streaming: see its log");
    }
    if (standby.lag().compareTo(lag) > 0) {
      return Optional.of(
          who
              + "is %d s behind, more than %d s: look for long queries on it, its disk and the network"
                  .formatted(standby.lag().toSeconds(), lag.toSeconds()));
    }
    if (standby.bytes() > lagBytes) {
      return Optional.of(
          who
              + "has %s not replayed, more than %s: is its replay paused, or its disk slow?"
                  .formatted(megabytes(standby.bytes()), megabytes(lagBytes)));
    }
    return Optional.empty();
  }

  private static Optional<String> trouble(Slot slot) {
    String status = slot.walStatus().orElse("");
    if (status.equals("lost")) {
      return Optional.of(
          "slot '%s' has lost WAL that it needs: make its standby anew, and drop the slot with SELECT pg_drop_replication_slot('%s')"
              .formatted(slot.name(), slot.name()));
    }
    if (status.equals("unreserved")) {
      return Optional.of(
          "slot '%s' is about to lose WAL (%s behind): bring its standby back now, or raise max_slot_wal_keep_size"
              .formatted(slot.name(), megabytes(slot.bytes())));
    }
    if (!slot.isActive()) {
      return Optional.of(
          "slot '%s' has nobody attached and keeps %s of WAL, more and more: bring its standby back, or drop it with SELECT pg_drop_replication_slot('%s')"
              .formatted(slot.name(), megabytes(slot.bytes()), slot.name()));
    }
    return Optional.empty();
  }

  private static String megabytes(long bytes) {
    return "%d MB".formatted(bytes / (1024 * 1024));
  }

  /** A query: how many standbys are missing. */
  String shortage() {
    return """
    SELECT CASE WHEN pg_is_in_recovery() THEN %1$d
                ELSE greatest(0, %1$d - (
                  SELECT count(*) FROM pg_stat_replication r
                   WHERE state = 'streaming' AND coalesce(replay_lag, interval '0') <= make_interval(secs => %2$d)
                     AND pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) <= %3$d
                     AND NOT EXISTS (SELECT FROM pg_replication_slots s
                                      WHERE s.active_pid = r.pid AND s.slot_type = 'logical'))) END
    """
        .formatted(standbys, lag.toSeconds(), lagBytes);
  }
}
