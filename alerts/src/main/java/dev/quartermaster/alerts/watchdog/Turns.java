package dev.quartermaster.alerts.watchdog;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of who watches, and whose turn it is to decide. */
final class Turns {

  /** A longer time without a decision is one that nobody watched. */
  static final Duration GAP = Duration.ofSeconds(15);

  /**
   * A turn, held until the transaction ends.
   *
   * @param now by the database's clock
   * @param awakeSince since when it was watched without a gap
   */
  record Turn(String watcher, Instant now, Instant awakeSince) {}

  private Turns() {}

  /** A process that freezes within the transaction gives the turn back soon: others watch on. */
  static void letGoSoon(Handle handle) {
    handle.execute("SET LOCAL idle_in_transaction_session_timeout = '5s'");
  }

  /**
   * That it looks; returns its rank among those that live: who watches from elsewhere is first, and
   * then it goes by name.
   */
  static int noteLook(Handle handle, String watcher, Watchdog.Kind kind) {
    String word = kind.name().toLowerCase(Locale.ROOT);
    handle
        .createUpdate(
            """
            INSERT INTO watch AS w (watcher, kind) VALUES (:watcher, :kind)
            ON CONFLICT (watcher) DO UPDATE SET kind = excluded.kind, looked_at = qm_now()
            """)
        .bind("watcher", watcher)
        .bind("kind", word)
        .execute();
    return handle
        .createQuery(
            """
            SELECT count(*) FROM watch
             WHERE (kind = 'node', watcher) < (:kind = 'node', :watcher) AND looked_at > qm_now() - make_interval(secs => :gap)
            """)
        .bind("watcher", watcher)
        .bind("kind", word)
        .bind("gap", GAP.toSeconds())
        .mapTo(Integer.class)
        .one();
  }

  static void leave(Handle handle, String watcher) {
    handle
        .createUpdate("DELETE FROM watch WHERE watcher = :watcher")
        .bind("watcher", watcher)
        .execute();
  }

  /** The turn; empty while another has it, or has just had it. */
  static Optional<Turn> take(Handle handle, String watcher) {
    return handle
        .createQuery(
            """
            SELECT decided_at, awake_since, qm_now() AS now FROM watch_turn
             WHERE coalesce(decided_at < qm_now() - make_interval(secs => :interval), true)
                OR decided_at > qm_now() + make_interval(secs => :interval)
               FOR UPDATE SKIP LOCKED
            """)
        .bind("interval", Watchdog.INTERVAL.toMillis() / 2000.0)
        .map(
            (row, context) ->
                turn(
                    watcher,
                    row.getObject("now", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getObject("decided_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                    Optional.ofNullable(row.getObject("awake_since", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)))
        .findOne();
  }

  private static Turn turn(
      String watcher, Instant now, Optional<Instant> decided, Optional<Instant> awake) {
    boolean watched =
        decided.filter(at -> Duration.between(at, now).abs().compareTo(GAP) <= 0).isPresent();
    return new Turn(watcher, now, watched ? awake.orElse(now) : now);
  }

  /** Puts on record that it was decided. */
  static void decided(Handle handle, Turn turn) {
    handle
        .createUpdate(
            """
            UPDATE watch_turn SET decided_by = :watcher, decided_at = qm_now(), awake_since = :awake::timestamptz
            """)
        .bind("watcher", turn.watcher())
        .bind("awake", turn.awakeSince().toString())
        .execute();
  }
}
