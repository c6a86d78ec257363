package dev.quartermaster.jobs.batch;

import dev.quartermaster.jobs.batch.Claim.Batch;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of how a batch ends; each time only if it is still the claimant's (I5). */
final class BatchEnd {

  private final Handle handle;
  private final Batch batch;
  private final Schedule schedule;
  private final NodeIdentity me;

  BatchEnd(Handle handle, Batch batch, Schedule schedule, NodeIdentity me) {
    this.handle = handle;
    this.batch = batch;
    this.schedule = schedule;
    this.me = me;
  }

  /**
   * Marks it done, in the transaction of its work.
   *
   * @throws LostClaim when another node has taken it over: the transaction must not commit
   */
  void done(long items) {
    if (!finish("done", items, null)) {
      throw new LostClaim(batch);
    }
    batch.item().ifPresent(item -> new Quarantine(handle, schedule.name()).done(item));
  }

  /** Marks it failed, in a transaction after that of its work was rolled back. */
  void failed(String error) {
    finish("failed", null, error);
  }

  /** Lets go of it undone: whoever comes may claim it. */
  void release() {
    finish("ready", null, null);
  }

  /**
   * Finds out what in it is at fault: cuts it into parts that are done each on its own, and at last
   * sets the one item aside that fails. A lost claim is let be.
   *
   * @return what was done about it, in plain words; empty when nothing could be: it has failed
   */
  Optional<Isolated> isolate(BatchedJob job, String error) {
    Quarantine quarantine = new Quarantine(handle, schedule.name());
    if (batch.item().isPresent()) {
      return setAside(quarantine, batch.item().get(), error);
    }
    List<String> parts = job.split(handle, batch.slice());
    if (parts.size() >= 2) {
      return split(parts, error);
    }
    Optional<String> item = job.item(handle, batch.slice());
    if (item.isPresent()) {
      return setAside(quarantine, item.get(), error);
    }
    failed(error);
    return Optional.empty();
  }

  private Optional<Isolated> split(List<String> parts, String error) {
    int batches =
        handle
            .createQuery(
                "UPDATE run SET batches = batches + :parts WHERE id = :run AND state = 'running' RETURNING batches")
            .bind("parts", parts.size())
            .bind("run", batch.run())
            .mapTo(Integer.class)
            .findOne()
            .orElse(0);
    if (batches == 0 || !finish("split", null, error)) {
      throw new LostClaim(batch);
    }
    handle
        .createUpdate(
            """
            INSERT INTO batch (run_id, number, state, slice, part_of, attempt)
            SELECT :run, :first + p.ordinality - 1, 'ready', p.slice, :number, 0
              FROM unnest(:parts) WITH ORDINALITY AS p (slice, ordinality)
            """)
        .bind("run", batch.run())
        .bind("first", batches - parts.size() + 1)
        .bind("number", batch.number())
        .bindArray("parts", String.class, parts.toArray())
        .execute();
    return Optional.of(
        new Isolated("split in %d to find what is at fault".formatted(parts.size()), false));
  }

  private Optional<Isolated> setAside(Quarantine quarantine, String item, String error) {
    // Before the batch's row, as claims do.
    handle
        .createQuery("SELECT id FROM run WHERE id = :run FOR NO KEY UPDATE")
        .bind("run", batch.run())
        .mapTo(Long.class)
        .one();
    if (!finish("done", 0L, error)) {
      throw new LostClaim(batch);
    }
    if (batch.item().isEmpty() && quarantine.find(item).isPresent()) {
      // A job that does not leave items out comes upon them in each run: that is no further try.
      return Optional.of(new Isolated("item %s is set aside already".formatted(item), false));
    }
    quarantine.failed(batch.run(), item, batch.slice(), error);
    Optional<Long> flood = quarantine.flood(batch.run());
    if (flood.isPresent()) {
      quarantine.takeBack(batch.run());
      String why =
          "systemic failure: %,d items failed one after the other, the last with: %s; none was set aside"
              .formatted(flood.get(), error);
      new RunStop(handle, batch.run()).now(why);
      return Optional.of(new Isolated(why, false));
    }
    return Optional.of(new Isolated("item %s was set aside".formatted(item), true));
  }

  private boolean finish(String state, @Nullable Long items, @Nullable String error) {
    return handle
            .createUpdate(
                """
                UPDATE batch SET state = :state, finished_at = qm_now(), items = :items, error = :error
                 WHERE run_id = :run AND number = :number AND attempt = :attempt
                   AND incarnation = :incarnation AND state = 'claimed'
                """)
            .bind("state", state)
            .bind("items", items)
            .bind("error", error == null ? null : error.replace('\0', '?'))
            .bind("run", batch.run())
            .bind("number", batch.number())
            .bind("attempt", batch.attempt())
            .bind("incarnation", me.incarnation())
            .execute()
        == 1;
  }

  /**
   * What was done about a batch that failed by itself.
   *
   * @param says in plain words
   * @param isSetAside whether an item was set aside
   */
  record Isolated(String says, boolean isSetAside) {}

  /** Another node has taken this batch over, or its run was stopped. */
  static final class LostClaim extends RuntimeException {
    LostClaim(Batch batch) {
      super(
          "batch %d of run %d was taken over by another node, or its run was stopped"
              .formatted(batch.number(), batch.run()));
    }
  }
}
