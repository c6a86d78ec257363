package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Promotion;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that no transaction holds together. */
class OutsideWorkTest {

  private RunWorld world;
  private NodeIdentity me;

  @BeforeEach
  void open() {
    world = new RunWorld(OutsideWorkTest.class);
    me = world.node("hk-1");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void it_is_done_once_and_told_which_planned_time_it_stands_for() throws Exception {
    List<OutsideJob.Assignment> done = new ArrayList<>();
    Run run = world.fire();

    workOn(
        run,
        assignment -> {
          assignment.log().line("half of it");
          assignment.log().line("all of it");
          done.add(assignment);
        },
        world.schedule);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(done)
        .singleElement()
        .satisfies(one -> assertThat(one.plannedFor()).isEqualTo(run.plannedFor()))
        .satisfies(one -> assertThat(one.run()).isEqualTo(run.id()))
        .satisfies(one -> assertThat(one.attempt()).isEqualTo(1));
    assertThat(world.log(run)).containsExactly("half of it", "all of it");
  }

  @Test
  void what_failed_is_tried_again_after_a_while_as_often_as_declared() throws Exception {
    Schedule retried = Schedules.withRetries(2, world.schedule);
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    OutsideJob job =
        assignment -> {
          attempts.add(assignment.attempt());
          throw new OutsideJob.Failed("answered 503");
        };
    Run run = world.fire();

    workOn(run, job, retried);
    Run waiting = find(run);
    assertThat(waiting.waits()).isTrue();
    assertThat(Promotion.start(world.database, Duration.ofSeconds(10))).isZero();

    for (int i = 0; i < 2; i++) {
      world.execute("UPDATE run SET not_before = qm_now()");
      assertThat(Promotion.start(world.database, Duration.ofSeconds(10))).isEqualTo(1);
      workOn(find(run), job, retried);
    }

    assertThat(attempts).containsExactly(1, 2, 3);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error()).contains("answered 503");
  }

  @Test
  void what_fails_without_a_word_or_with_one_that_cannot_be_kept_has_failed() throws Exception {
    assertThat(errorOf(assignment -> fail(null))).isEqualTo("it failed, and did not say why");
    assertThat(errorOf(assignment -> fail("a \0 in it"))).isEqualTo("a ? in it");
  }

  @Test
  void a_class_that_is_missing_fails_the_run_and_no_other() throws Exception {
    OutsideJob broken =
        assignment -> {
          assignment.log().line("begun");
          throw new NoClassDefFoundError("org/example/Missing");
        };
    Run run = world.fire();

    workOn(run, broken, world.schedule);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error()).contains("org/example/Missing");
    assertThat(world.log(run)).containsExactly("begun");
    assertThat(world.batches(run)).extracting(RunWorld.Row::attempt).containsExactly(1);
  }

  @Test
  void a_run_that_was_begun_as_another_kind_is_not_gone_on_with() throws Exception {
    Run run = world.fire();
    world.execute("UPDATE run SET work = 'sql', batches = 1, cursor = '1:10'");

    workOn(run, assignment -> {}, world.schedule);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error().orElseThrow())
        .isEqualTo(
            "stopped: it was begun as sql, and its schedule was changed to built-in count meanwhile");
  }

  @Test
  void when_another_node_has_taken_it_over_it_is_stopped_and_does_not_count() throws Exception {
    Run run = world.fire();
    CountDownLatch began = new CountDownLatch(1);
    AtomicReference<Throwable> stopped = new AtomicReference<>();
    RunInHand mine =
        world.inHand(
            run,
            (OutsideJob)
                assignment -> {
                  began.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    stopped.set(e);
                    throw e;
                  }
                });
    Thread hand = new Thread(() -> quietly(mine));
    hand.start();
    began.await();
    NodeIdentity other = world.node("hk-2");
    world.dies(me);

    List<String> by = new ArrayList<>();
    RunInHand theirs = world.inHand(run, (OutsideJob) assignment -> by.add("hk-2"));
    theirs.workOnNext(other, BatchObserver.NONE);
    mine.watch(me);
    hand.join(Duration.ofSeconds(30).toMillis());

    assertThat(by).containsExactly("hk-2");
    assertThat(stopped.get()).isInstanceOf(InterruptedException.class);
    theirs.workOnNext(other, BatchObserver.NONE);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void what_outlasts_its_max_runtime_is_stopped_and_has_failed() throws Exception {
    Schedule brief = Schedules.withMaxRuntime(Duration.ofMillis(50), world.schedule);
    Run run = world.fire();
    CountDownLatch began = new CountDownLatch(1);
    RunInHand mine =
        world.inHand(
            run,
            (OutsideJob)
                assignment -> {
                  began.countDown();
                  new CountDownLatch(1).await();
                },
            brief);
    Thread hand = new Thread(() -> quietly(mine));
    hand.start();
    began.await();

    await()
        .until(
            () -> {
              mine.stopIfOvertime();
              return !hand.isAlive();
            });
    mine.workOnNext(me, BatchObserver.NONE);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error().orElseThrow()).contains("max-runtime PT0.05S");
  }

  private static void fail(@Nullable String why) throws OutsideJob.Failed {
    throw new OutsideJob.Failed(why);
  }

  private String errorOf(OutsideJob job) throws InterruptedException {
    Run run = world.fire();
    workOn(run, job, world.schedule);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    return world.end(run).error().orElseThrow();
  }

  private void quietly(RunInHand inHand) {
    try {
      inHand.workOnNext(me, BatchObserver.NONE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void workOn(Run run, OutsideJob job, Schedule declared) throws InterruptedException {
    RunInHand inHand = world.inHand(run, job, declared);
    while (inHand.workOnNext(me, BatchObserver.NONE)) {}
  }

  private Run find(Run run) {
    return world.database.transaction(handle -> Runs.find(handle, run.id())).orElseThrow();
  }
}
