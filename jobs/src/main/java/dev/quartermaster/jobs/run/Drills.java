package dev.quartermaster.jobs.run;

import dev.quartermaster.alerts.alert.Drilled.Taken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The record of drills: somebody wants one, the canary's trigger is frozen as a fault leaves it,
 * and it stays so until a page was taken.
 */
public final class Drills {

  /** The schedule that is frozen. */
  public static final String CANARY = "canary";

  /** After so long nobody will be told any more. */
  public static final Duration LONGEST = Duration.ofMinutes(3);

  private Drills() {}

  /**
   * A drill.
   *
   * @param frozen empty as long as nobody has frozen the canary
   * @param taken who was told of it, and when; empty when nobody was
   * @param ended empty while it goes on
   */
  public record Drill(
      long id,
      Instant begun,
      Optional<Frozen> frozen,
      Optional<Taken> taken,
      Optional<Instant> ended) {

    /** From the first missed time to the page. */
    public Optional<Duration> pagedAfter() {
      return frozen.flatMap(its -> taken.map(page -> Duration.between(its.missed(), page.paged())));
    }
  }

  /**
   * When it was frozen.
   *
   * @param missed the planned time that the canary misses by it
   */
  public record Frozen(Instant at, Instant missed) {}

  /** Why there can be no drill now. */
  public enum Refusal {
    /** The canary is not enabled, or paused. */
    NO_CANARY,
    /** Nodes of an older version would mend it before anybody is told. */
    SEVERAL_VERSIONS,
    ANOTHER_GOES_ON
  }

  /** Begins one: whoever looks after Quartz's tables will freeze the canary. Empty when it did. */
  public static Optional<Refusal> begin(Handle handle) {
    if (!canaryFires(handle)) {
      return Optional.of(Refusal.NO_CANARY);
    } else if (versions(handle) > 1) {
      return Optional.of(Refusal.SEVERAL_VERSIONS);
    }
    int begun =
        handle
            .createUpdate(
                """
                INSERT INTO drill (run_id)
                SELECT coalesce(max(id), 0) FROM run WHERE schedule = 'drill' AND state = 'running'
                ON CONFLICT DO NOTHING
                """)
            .execute();
    return begun == 1 ? Optional.empty() : Optional.of(Refusal.ANOTHER_GOES_ON);
  }

  private static boolean canaryFires(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM schedule
                            WHERE name = :canary AND paused_at IS NULL AND dropped_at IS NULL)
            """)
        .bind("canary", CANARY)
        .mapTo(Boolean.class)
        .one();
  }

  private static long versions(Handle handle) {
    return handle
        .createQuery("SELECT count(DISTINCT version) FROM node WHERE state = 'up'")
        .mapTo(Long.class)
        .one();
  }

  /** The newest one; empty when there never was one. */
  public static Optional<Drill> newest(Handle handle) {
    return handle
        .createQuery("SELECT * FROM drill ORDER BY id DESC LIMIT 1")
        .map((row, context) -> drill(row))
        .findOne();
  }

  /** Ends it: the canary's trigger will be given back. */
  public static void end(Handle handle, Drill drill, Optional<Taken> taken) {
    handle
        .createUpdate(
            """
            UPDATE drill SET ended_at = qm_now(), found_at = :found, paged_at = :paged, channel = :channel
             WHERE id = :id AND ended_at IS NULL
            """)
        .bind("id", drill.id())
        .bind("found", taken.map(Taken::found).orElse(null))
        .bind("paged", taken.map(Taken::paged).orElse(null))
        .bind("channel", taken.map(Taken::channel).orElse(null))
        .execute();
  }

  private static Drill drill(ResultSet row) throws SQLException {
    Optional<Instant> missed = instant(row, "missed_at");
    Optional<Instant> paged = instant(row, "paged_at");
    Optional<Instant> found = instant(row, "found_at");
    String channel = row.getString("channel");
    return new Drill(
        row.getLong("id"),
        instant(row, "begun_at").orElseThrow(),
        instant(row, "frozen_at").map(at -> new Frozen(at, missed.orElse(at))),
        paged.map(at -> new Taken(found.orElse(at), at, channel)),
        instant(row, "ended_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
