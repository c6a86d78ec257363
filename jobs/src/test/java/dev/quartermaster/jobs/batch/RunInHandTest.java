package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.batch.RunWorld.Row;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a run whose batches fail, or whose time is spent. */
class RunInHandTest {

  private static final int COUNT = 50;

  private RunWorld world;
  private NodeIdentity me;

  @BeforeEach
  void open() {
    world = new RunWorld(RunInHandTest.class);
    Items.create(world.database, COUNT);
    me = world.node("hk-1");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_run_does_every_slice_once_and_then_says_that_nothing_is_left()
      throws InterruptedException {
    Items job = Items.quiet(COUNT);
    Run run = world.fire();

    workOn(run, job);

    assertThat(Items.times(world.database)).hasSize(COUNT).containsOnly(1);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.drained).hasValue(1);
  }

  @Test
  void a_run_with_nothing_to_do_succeeds_at_once() throws InterruptedException {
    Items job = Items.quiet(0);
    Run run = world.fire();

    assertThat(world.inHand(run, job).workOnNext(me, BatchObserver.NONE)).isFalse();

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.drained).hasValue(1);
  }

  @Test
  void work_that_fails_leaves_neither_rows_nor_a_mark() throws InterruptedException {
    Run run = world.fire();
    RunInHand inHand = world.inHand(run, Items.after(COUNT, failingFor(1, 1)));

    inHand.workOnNext(me, BatchObserver.NONE);
    assertThat(Items.times(world.database)).containsOnly(0);
    assertThat(world.batches(run)).containsExactly(new Row(1, 1, "failed", "hk-1"));

    inHand.workOnNext(me, BatchObserver.NONE);
    assertThat(Items.times(world.database).subList(10, 20)).containsOnly(1);
    assertThat(world.count("SELECT sum(items) FROM batch WHERE state = 'done'")).isEqualTo(10);
  }

  @Test
  void a_batch_that_fails_twice_is_done_at_the_third_attempt() throws InterruptedException {
    Items job = Items.after(COUNT, failingFor(21, 2));
    Run run = world.fire();

    workOn(run, job);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(world.batches(run)).contains(new Row(3, 3, "done", "hk-1"));
    assertThat(Items.times(world.database)).containsOnly(1);
    assertThat(job.drained).hasValue(1);
  }

  @Test
  void a_batch_that_fails_three_times_fails_its_run_and_no_other_batch()
      throws InterruptedException {
    Items job = Items.after(COUNT, failingFor(21, 100));
    Run run = world.fire();
    AtomicInteger failures = new AtomicInteger();

    RunInHand inHand = world.inHand(run, job);
    while (inHand.workOnNext(me, counting(failures))) {}

    assertThat(failures).hasValue(3);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error()).contains("batch 3: no luck with 21");
    assertThat(Items.times(world.database).subList(20, 30)).containsOnly(0);
    assertThat(Items.times(world.database).stream().mapToInt(n -> n).sum()).isEqualTo(40);
    assertThat(job.drained).hasValue(0);
  }

  @Test
  void a_run_whose_time_is_spent_hands_the_rest_to_the_next_one() throws InterruptedException {
    Items job = Items.quiet(COUNT);
    world.test.clockAt(Instant.parse("2025-06-10T12:01:00Z"));
    Run run = world.fire();
    RunInHand inHand = world.inHand(run, job);
    inHand.workOnNext(me, BatchObserver.NONE);

    world.test.clockForward(world.schedule.batching().timeBudget().plus(Duration.ofSeconds(1)));

    assertThat(inHand.workOnNext(me, BatchObserver.NONE)).isFalse();
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.HANDED_ON);
    assertThat(job.drained).hasValue(0);
    world.test.clockForward(Duration.ofMinutes(1));
    Run next = world.fire();
    workOn(next, job);
    assertThat(world.end(next).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void a_run_whose_work_cannot_be_cut_has_failed_and_says_why() throws InterruptedException {
    BatchedJob uncut =
        new BatchedJob() {
          @Override
          public Optional<String> cut(Handle handle, Optional<String> last, int size) {
            throw new IllegalStateException("no table");
          }

          @Override
          public long work(Handle handle, String slice) {
            return 0;
          }
        };
    Run run = world.fire();

    workOn(run, uncut);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error()).contains("stopped: no further batch could be had: no table");
  }

  @Test
  void a_run_whose_end_stumbles_has_failed_and_says_why() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    Items job = Items.quiet(COUNT);
    BatchedJob stumbling =
        new BatchedJob() {
          @Override
          public Optional<String> cut(Handle handle, Optional<String> last, int size) {
            return job.cut(handle, last, size);
          }

          @Override
          public long work(Handle handle, String slice) {
            return job.work(handle, slice);
          }

          @Override
          public void drained(Handle handle) {
            if (calls.incrementAndGet() == 1) {
              throw new IllegalStateException("no luck");
            }
          }
        };
    Run run = world.fire();

    workOn(run, stumbling);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error().orElseThrow()).endsWith("no luck");
    assertThat(Items.times(world.database)).containsOnly(1);
  }

  @Test
  void many_hands_of_two_nodes_do_each_slice_once() throws Exception {
    int count = 3_000;
    world.execute("DROP TABLE item");
    Items.create(world.database, count);
    Items job = Items.quiet(count);
    Run run = world.fire();
    NodeIdentity other = world.node("hk-2");
    RunInHand mine = world.inHand(run, job);
    RunInHand theirs = world.inHand(run, job);

    ExecutorService hands = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(hands.submit(() -> drained(mine, me, run)));
      all.add(hands.submit(() -> drained(theirs, other, run)));
    }
    for (Future<?> hand : all) {
      hand.get();
    }
    hands.shutdown();

    assertThat(Items.times(world.database)).hasSize(count).containsOnly(1);
    assertThat(world.batches(run))
        .hasSize(count / RunWorld.SIZE)
        .allSatisfy(row -> assertThat(row.attempt()).isEqualTo(1))
        .extracting(Row::node)
        .contains("hk-1", "hk-2");
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.drained).hasValue(1);
  }

  private boolean drained(RunInHand inHand, NodeIdentity node, Run run)
      throws InterruptedException {
    while (world.goesOn(run)) {
      while (inHand.workOnNext(node, BatchObserver.NONE)) {}
    }
    return true;
  }

  private void workOn(Run run, BatchedJob job) throws InterruptedException {
    RunInHand inHand = world.inHand(run, job);
    while (inHand.workOnNext(me, BatchObserver.NONE)) {}
  }

  private static Items.Incident failingFor(int slice, int times) {
    AtomicInteger failures = new AtomicInteger();
    return (handle, from) -> {
      if (from == slice && failures.incrementAndGet() <= times) {
        throw new IllegalStateException("no luck with " + from);
      }
    };
  }

  private static BatchObserver counting(AtomicInteger failures) {
    return new BatchObserver() {
      @Override
      public void done(String schedule, Duration took, long items) {}

      @Override
      public void failed(String schedule, Duration took) {
        failures.incrementAndGet();
      }
    };
  }
}
