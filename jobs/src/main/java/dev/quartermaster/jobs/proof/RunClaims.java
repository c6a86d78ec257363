package dev.quartermaster.jobs.proof;

import dev.quartermaster.db.proof.Claim;
import java.util.List;

/** The claims about runs and batches. Each reads both tables once; they are kept for 30 days. */
public final class RunClaims {

  /**
   * I5: each claim of a batch writes anew when it was claimed, so that the end of an attempt that
   * was taken over would lie before it.
   */
  public static final Claim DONE_BY_ANOTHER =
      new Claim(
          "batches done by an attempt that was taken over, or by nobody",
          """
          SELECT format('run %s, batch %s: done at %s by %s, attempt %s, claimed at %s', run_id, number, finished_at,
                        coalesce(node, 'nobody'), attempt, claimed_at)
            FROM batch
           WHERE state = 'done'
             AND (attempt < 1 OR node IS NULL OR items IS NULL OR finished_at IS NULL OR finished_at < claimed_at)
          """);

  /** I5: a run ends when nobody is at work, or takes the claims from those who are. */
  public static final Claim CLAIMED_AFTER_THE_END =
      new Claim(
          "batches that are still claimed though their run has ended",
          """
          SELECT format('run %s of %s, batch %s: claimed by %s, the run ended at %s', r.id, r.schedule, b.number,
                        b.node, r.finished_at)
            FROM batch b JOIN run r ON r.id = b.run_id
           WHERE b.state = 'claimed' AND r.state = 'finished'
          """);

  /** I5: how far a run is cut, and what there is of it. */
  public static final Claim MISCOUNTED_BATCHES =
      new Claim(
          "runs with another number of batches than there are",
          """
          SELECT format('run %s of %s: %s batches are counted, %s are there', r.id, r.schedule, r.batches,
                        coalesce(b.there, 0))
            FROM run r
            LEFT JOIN (SELECT run_id, count(*) AS there, max(number) AS last FROM batch GROUP BY run_id) AS b
              ON b.run_id = r.id
           WHERE r.batches <> coalesce(b.there, 0) OR r.batches <> coalesce(b.last, 0)
          """);

  /**
   * I5: what a schedule has done since ever is at least what its runs did that are kept. Runs of
   * before it was counted do not say what they were begun as.
   */
  public static final Claim MISCOUNTED_ITEMS =
      new Claim(
          "schedules whose progress is less than their batches did",
          """
          SELECT format('%s: %s items are counted, its batches did %s', s.name, s.items_done, d.items)
            FROM schedule s
            JOIN (SELECT r.schedule, sum(b.items) AS items
                    FROM run r JOIN batch b ON b.run_id = r.id
                   WHERE r.state = 'finished' AND r.work IS NOT NULL
                   GROUP BY r.schedule) AS d ON d.schedule = s.name
           WHERE s.items_done < d.items
          """);

  /** I6. */
  public static final Claim TWICE =
      new Claim(
          "planned times with more than one run",
          """
          SELECT format('%s at %s: runs %s', schedule, planned_for, string_agg(id::text, ', ' ORDER BY id))
            FROM run GROUP BY schedule, planned_for HAVING count(*) > 1
          """);

  /** Of I5: a batch is done once, by who has it, with its progress. */
  public static final List<Claim> BATCHES =
      List.of(DONE_BY_ANOTHER, CLAIMED_AFTER_THE_END, MISCOUNTED_BATCHES, MISCOUNTED_ITEMS);

  /** Of I6: one run for a planned time. */
  public static final List<Claim> RUNS = List.of(TWICE);

  private RunClaims() {}
}
