package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.catchup.Decision;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The record of what was missed, and of what was decided about it. */
public final class CatchUps {

  private CatchUps() {}

  /**
   * One decision.
   *
   * @param policy coalesce, backfill, skip, or paused
   * @param runs how many of the missed times have a run of their own
   * @param run that stands for all of them, or followed them
   */
  public record CatchUp(
      String schedule,
      Instant decidedAt,
      String decidedBy,
      String policy,
      long missed,
      Instant first,
      Instant last,
      long runs,
      OptionalLong run,
      String says) {}

  static void record(Handle handle, Fired fired, Decision decision, long runs, String by) {
    record(
        handle,
        new CatchUp(
            fired.planned().schedule(),
            Instant.EPOCH,
            by,
            fired.planned().when().catchUp().name().toLowerCase(Locale.ROOT),
            decision.missed().count(),
            decision.missed().first().orElseThrow(),
            decision.missed().last().orElseThrow(),
            runs,
            fired.run().map(r -> OptionalLong.of(r.id())).orElseGet(OptionalLong::empty),
            decision.says()));
  }

  /** Puts it on record as decided now. */
  static void record(Handle handle, CatchUp decided) {
    handle
        .createUpdate(
            """
            INSERT INTO catch_up (schedule, decided_by, policy, missed, first_missed, last_missed, runs, run_id, says)
            VALUES (:schedule, :by, :policy, :missed, :first, :last, :runs, :run, :says)
            """)
        .bind("schedule", decided.schedule())
        .bind("by", decided.decidedBy())
        .bind("policy", decided.policy())
        .bind("missed", decided.missed())
        .bind("first", decided.first())
        .bind("last", decided.last())
        .bind("runs", decided.runs())
        .bind("run", decided.run().isPresent() ? decided.run().getAsLong() : null)
        .bind("says", decided.says())
        .execute();
  }

  /** The newest decisions about a schedule, newest first. */
  public static List<CatchUp> of(Handle handle, String schedule, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM catch_up WHERE schedule = :schedule
             ORDER BY decided_at DESC, id DESC LIMIT :limit
            """)
        .bind("schedule", schedule)
        .bind("limit", limit)
        .map(
            (row, context) -> {
              long run = row.getLong("run_id");
              OptionalLong theRun = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(run);
              return new CatchUp(
                  row.getString("schedule"),
                  row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                  row.getString("decided_by"),
                  row.getString("policy"),
                  row.getLong("missed"),
                  row.getObject("first_missed", OffsetDateTime.class).toInstant(),
                  row.getObject("last_missed", OffsetDateTime.class).toInstant(),
                  row.getLong("runs"),
                  theRun,
                  row.getString("says"));
            })
        .list();
  }
}
