package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.jobs.batch.RunWorld.Row;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Whose batch it is when a node dies, or seems to (I5). */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class TakeOverTest {

  private static final int COUNT = 50;

  private final ExecutorService hands = Executors.newCachedThreadPool();
  private final Gate gate = new Gate();
  private RunWorld world;
  private NodeIdentity first;
  private NodeIdentity second;

  @BeforeEach
  void open() {
    world = new RunWorld(TakeOverTest.class);
    Items.create(world.database, COUNT);
    first = world.node("hk-1");
    second = world.node("hk-2");
  }

  @AfterEach
  void close() {
    gate.open();
    hands.shutdown();
    world.close();
  }

  @Test
  void a_batch_of_a_dead_node_is_taken_over_and_its_old_claimant_cannot_commit() throws Exception {
    Run run = world.fire();
    Items job = Items.before(COUNT, (handle, slice) -> gate.pass());
    Future<Boolean> late = begin(world.inHand(run, job), first);
    gate.untilReached();
    world.dies(first);

    workOn(world.inHand(run, job), second);
    assertThat(world.batches(run)).contains(new Row(1, 2, "done", "hk-2"));
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    gate.open();

    assertThat(late.get()).isTrue();
    assertThat(Items.times(world.database)).containsOnly(1);
    assertThat(world.batches(run)).contains(new Row(1, 2, "done", "hk-2"));
    assertThat(world.count("SELECT sum(items) FROM batch")).isEqualTo(COUNT);
  }

  @Test
  void an_old_claimant_that_fails_late_does_not_fail_the_batch_of_the_new_one() throws Exception {
    Run run = world.fire();
    Items job =
        Items.before(
            COUNT,
            (handle, slice) -> {
              if (slice == 1 && Thread.currentThread().getName().startsWith("pool")) {
                gate.pass();
                throw new IllegalStateException("my connection was ended");
              }
            });
    Future<Boolean> late = begin(world.inHand(run, job), first);
    gate.untilReached();
    world.dies(first);
    workOn(world.inHand(run, job), second);
    gate.open();
    assertThat(late.get()).isTrue();

    assertThat(world.batches(run)).contains(new Row(1, 2, "done", "hk-2"));
  }

  @Test
  void a_batch_that_is_just_being_committed_is_not_taken_over() throws Exception {
    commitsWaitForALock();
    Run run = world.fire();
    Items job = Items.quiet(COUNT);
    RunInHand theirs = world.inHand(run, job);
    try (Connection connection = world.database.dataSource().getConnection();
        Statement lock = connection.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(4711)");
      Future<Boolean> committing = begin(theirs, first);
      await()
          .until(
              () ->
                  world.count("SELECT count(*) FROM pg_locks WHERE NOT granted AND objid = 4711")
                      == 1);
      world.dies(first);

      world.execute("DELETE FROM item WHERE n > 10");
      Items rest = Items.quiet(10);
      assertThat(world.inHand(run, rest).workOnNext(second, BatchObserver.NONE)).isFalse();

      assertThat(world.goesOn(run)).isTrue();
      lock.execute("SELECT pg_advisory_unlock(4711)");
      assertThat(committing.get()).isTrue();
      assertThat(world.inHand(run, rest).workOnNext(second, BatchObserver.NONE)).isFalse();
    }

    assertThat(world.batches(run)).containsExactly(new Row(1, 1, "done", "hk-1"));
    assertThat(Items.times(world.database)).containsOnly(1);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void a_process_that_was_found_dead_claims_nothing_before_it_is_back()
      throws InterruptedException {
    Run run = world.fire();
    RunInHand inHand = world.inHand(run, Items.quiet(COUNT));
    world.dies(first);

    assertThat(inHand.workOnNext(first, BatchObserver.NONE)).isFalse();
    assertThat(world.batches(run)).isEmpty();
    assertThat(world.goesOn(run)).isTrue();

    workOn(inHand, world.comesBack(first));
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void another_hand_of_the_same_process_leaves_a_batch_in_hand_alone() throws Exception {
    Run run = world.fire();
    RunInHand inHand = world.inHand(run, Items.before(COUNT, (handle, slice) -> gate.pass()));
    Future<Boolean> slow = begin(inHand, first);
    gate.untilReached();

    workOn(inHand, first);
    assertThat(world.batches(run)).contains(new Row(1, 1, "claimed", "hk-1"));
    assertThat(world.goesOn(run)).isTrue();
    gate.open();
    assertThat(slow.get()).isTrue();
    workOn(inHand, first);

    assertThat(world.batches(run)).contains(new Row(1, 1, "done", "hk-1"));
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void a_hand_that_lost_its_batch_does_not_take_it_back_from_its_own_process() throws Exception {
    Gate again = new Gate();
    Run run = world.fire();
    Items job =
        Items.before(
            10,
            (handle, slice) -> {
              if (world.batches(run).get(0).attempt() == 1) {
                gate.pass();
              } else {
                again.pass();
              }
            });
    RunInHand inHand = world.inHand(run, job);
    Future<Boolean> before = begin(inHand, first);
    gate.untilReached();
    NodeIdentity back = world.comesBack(first);
    Future<Boolean> now = begin(inHand, back);
    again.untilReached();

    gate.open();
    assertThat(before.get()).isTrue();
    assertThat(inHand.workOnNext(back, BatchObserver.NONE)).isFalse();
    again.open();
    assertThat(now.get()).isTrue();

    assertThat(world.batches(run)).containsExactly(new Row(1, 2, "done", "hk-1"));
  }

  @Test
  void a_batch_that_this_process_had_to_drop_is_taken_up_again_by_itself()
      throws InterruptedException {
    Run run = world.fire();
    boolean[] broken = {true};
    RunInHand inHand =
        world.inHand(
            run,
            Items.after(
                COUNT,
                (handle, slice) -> {
                  if (broken[0]) {
                    handle.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                  }
                }));
    failuresCannotBeNoted();

    assertThatThrownBy(() -> inHand.workOnNext(first, BatchObserver.NONE))
        .hasMessageContaining("the database is away");
    assertThat(world.batches(run)).containsExactly(new Row(1, 1, "claimed", "hk-1"));
    broken[0] = false;
    workOn(inHand, first);

    assertThat(world.batches(run)).contains(new Row(1, 2, "done", "hk-1"));
    assertThat(Items.times(world.database)).containsOnly(1);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  private Future<Boolean> begin(RunInHand inHand, NodeIdentity node) {
    return hands.submit(() -> inHand.workOnNext(node, BatchObserver.NONE));
  }

  private static void workOn(RunInHand inHand, NodeIdentity node) throws InterruptedException {
    while (inHand.workOnNext(node, BatchObserver.NONE)) {}
  }

  /** Stops a transaction between the mark and its commit. */
  private void commitsWaitForALock() throws InterruptedException {
    world.execute(
        """
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON batch DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION wait();
        """);
  }

  private void failuresCannotBeNoted() throws InterruptedException {
    world.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION 'the database is away'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON batch
           FOR EACH ROW WHEN (NEW.state = 'failed') EXECUTE FUNCTION refuse();
        """);
  }
}
