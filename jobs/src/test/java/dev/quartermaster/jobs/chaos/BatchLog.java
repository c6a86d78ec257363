package dev.quartermaster.jobs.chaos;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.node.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Every claim and every end of a batch that was ever committed, of which the batch's own row keeps
 * the last one only; and every life of a node.
 */
final class BatchLog {

  /** A batch that a node had claimed when something befell the node. */
  record InHand(long run, int number, int attempt) {}

  private final Database database;
  private final Proof proof;

  BatchLog(Database database) {
    this.database = database;
    this.proof = new Proof(database);
    database.run(
        handle ->
            handle.execute(
                """
                CREATE TABLE batch_log (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL,
                  run_id bigint, number int, attempt int, state text, node text, incarnation uuid);
                CREATE INDEX ON batch_log (run_id, number);
                CREATE FUNCTION log_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  INSERT INTO batch_log (at, run_id, number, attempt, state, node, incarnation)
                  VALUES (clock_timestamp(), NEW.run_id, NEW.number, NEW.attempt, NEW.state, NEW.node, NEW.incarnation);
                  RETURN NULL; END $$;
                CREATE TABLE node_log (name text, at timestamptz);
                CREATE FUNCTION log_node() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  INSERT INTO node_log VALUES (NEW.name, clock_timestamp());
                  RETURN NULL; END $$;
                CREATE TRIGGER log_node AFTER INSERT OR UPDATE OF incarnation ON node
                  FOR EACH ROW EXECUTE FUNCTION log_node();
                CREATE TRIGGER log_batch AFTER INSERT OR UPDATE ON batch FOR EACH ROW EXECUTE FUNCTION log_batch();
                """));
  }

  List<InHand> claimedBy(Handle handle, String node) {
    return handle
        .createQuery(
            "SELECT run_id, number, attempt FROM batch WHERE state = 'claimed' AND node = :node")
        .bind("node", node)
        .map((row, context) -> new InHand(row.getLong(1), row.getInt(2), row.getInt(3)))
        .list();
  }

  /** When it was claimed again. */
  Optional<Instant> claimedAgain(InHand batch) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT at FROM batch_log
                     WHERE run_id = :run AND number = :number AND attempt > :attempt AND state = 'claimed'
                     ORDER BY id LIMIT 1
                    """)
                .bind("run", batch.run())
                .bind("number", batch.number())
                .bind("attempt", batch.attempt())
                .mapTo(Instant.class)
                .findOne());
  }

  /** When a node began its next life. */
  Optional<Instant> joinedAgain(String node, Instant after) {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT min(at) FROM node_log WHERE name = :node AND at > :after")
                .bind("node", node)
                .bind("after", after)
                .mapTo(Instant.class)
                .findOne());
  }

  /** I5, of every batch of every run. */
  void showsEachBatchDoneOnce() {
    proof.none(
        "I5: batches done twice",
        "SELECT FROM batch_log WHERE state = 'done' GROUP BY run_id, number HAVING count(*) > 1");
    proof.none(
        "I5: batches done by another than the last to claim them",
        """
        SELECT FROM batch_log d
          JOIN LATERAL (SELECT * FROM batch_log c
                         WHERE c.run_id = d.run_id AND c.number = d.number AND c.state = 'claimed'
                         ORDER BY id DESC LIMIT 1) AS c ON true
         WHERE d.state = 'done' AND (c.incarnation, c.attempt) IS DISTINCT FROM (d.incarnation, d.attempt)
        """);
    proof.none(
        "I5: rows counted up other than once for each batch that has them",
        """
        WITH done AS MATERIALIZED (
          SELECT slice FROM batch JOIN run ON run.id = run_id WHERE schedule = 'tally' AND batch.state = 'done')
        SELECT FROM tally
         WHERE times <> (SELECT count(*) FROM done
                          WHERE n BETWEEN split_part(slice, '-', 1)::int AND split_part(slice, '-', 2)::int)
        """);
    proof.none(
        "I5: items on record other than were done",
        """
        SELECT FROM (SELECT sum(times) AS done FROM tally) AS t,
                    (SELECT coalesce(sum(items), 0) AS recorded FROM batch JOIN run ON run.id = run_id
                      WHERE schedule = 'tally' AND batch.state = 'done') AS b
         WHERE done <> recorded
        """);
  }

  /**
   * I6: every planned time since the schedule was declared has its run, or is counted as missed.
   */
  void accountsForEveryPlannedTime(Map<String, Duration> schedules) {
    schedules.forEach(
        (schedule, every) ->
            proof.none(
                "I6: planned times of %s with neither a run nor a word".formatted(schedule),
                """
                SELECT planned
                  FROM schedule s,
                       generate_series(to_timestamp(ceil(extract(epoch FROM s.declared_at) / %2$d) * %2$d),
                                       (SELECT max(planned_for) FROM run WHERE schedule = s.name AND NOT forced),
                                       make_interval(secs => %2$d)) AS planned
                 WHERE s.name = '%1$s'
                   AND NOT EXISTS (SELECT FROM run
                                    WHERE schedule = s.name AND planned_for >= planned
                                      AND planned_for - misses * make_interval(secs => %2$d) <= planned)
                   AND NOT EXISTS (SELECT FROM catch_up
                                    WHERE schedule = s.name AND planned BETWEEN first_missed AND last_missed)
                """
                    .formatted(schedule, every.toSeconds())));
  }
}
