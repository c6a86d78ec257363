package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.quartermaster.jobs.Schedules;
import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.Run.Outcome;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Batching;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Items that fail by themselves block nothing but themselves. */
class PoisonTest {

  private static final int COUNT = 5_000;

  private RunWorld world;
  private NodeIdentity me;
  private Schedule declared;

  @BeforeEach
  void open() {
    world = new RunWorld(PoisonTest.class);
    Rows.create(world.database, COUNT);
    me = world.node("hk-1");
    declared = Schedules.with(Batching.of(COUNT, 1, Duration.ofMinutes(5)), world.schedule);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void of_a_batch_of_5000_with_3_that_fail_4997_land_in_the_first_pass() throws Exception {
    Rows job = new Rows(COUNT, 17, 2_500, 5_000);

    Run run = run(job);

    assertThat(Rows.done(world.database)).isEqualTo(4_997);
    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(world.end(run).error()).contains("3 items were set aside: see 'quarantine list'");
    assertThat(world.quarantine())
        .extracting(Quarantine.Entry::item, Quarantine.Entry::error)
        .containsExactlyInAnyOrder(
            tuple("row 17", "row 17 makes no sense"),
            tuple("row 2500", "row 2500 makes no sense"),
            tuple("row 5000", "row 5000 makes no sense"));
    assertThat(world.count("SELECT sum(items) FROM batch WHERE state = 'done'")).isEqualTo(4_997);
    assertThat(world.log(run)).anyMatch(line -> line.contains("item row 17 was set aside"));
  }

  @Test
  void the_next_run_leaves_out_what_is_set_aside_and_tries_it_when_its_time_has_come()
      throws Exception {
    Rows job = new Rows(COUNT, 17);
    run(job);

    Run second = run(job);
    assertThat(world.batches(second)).extracting(RunWorld.Row::state).containsExactly("done");

    world.execute("UPDATE quarantine SET next_try_at = qm_now()");
    run(job);
    assertThat(world.quarantine())
        .singleElement()
        .satisfies(entry -> assertThat(entry.attempts()).isEqualTo(2))
        .satisfies(entry -> assertThat(entry.state()).isEqualTo("retrying"));

    job.heal(17);
    world.execute("UPDATE quarantine SET next_try_at = qm_now()");
    run(job);
    assertThat(world.quarantine()).isEmpty();
    assertThat(Rows.done(world.database)).isEqualTo(COUNT);
  }

  @Test
  void what_fails_again_and_again_waits_for_a_person_who_can_retry_or_drop_it() throws Exception {
    Rows job = new Rows(COUNT, 17);
    for (int i = 0; i < Quarantine.TRIES; i++) {
      run(job);
      world.execute("UPDATE quarantine SET next_try_at = qm_now() WHERE state = 'retrying'");
    }
    assertThat(world.quarantine())
        .singleElement()
        .satisfies(entry -> assertThat(entry.state()).isEqualTo("quarantined"))
        .satisfies(entry -> assertThat(entry.nextTry()).isEmpty());

    boolean found =
        world.database.transaction(
            handle -> new Quarantine(handle, declared.name()).retry("row 17"));
    job.heal(17);
    run(job);

    assertThat(found).isTrue();
    assertThat(world.quarantine()).isEmpty();
    assertThat(Rows.done(world.database)).isEqualTo(COUNT);
  }

  @Test
  void what_is_dropped_stays_dropped_also_for_a_job_that_does_not_leave_it_out() throws Exception {
    Rows job = new Rows(COUNT, 17);
    run(job);
    world.database.run(handle -> new Quarantine(handle, declared.name()).drop("row 17"));
    BatchedJob forgetful =
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
          public List<String> split(Handle handle, String slice) {
            return job.split(handle, slice);
          }

          @Override
          public Optional<String> item(Handle handle, String slice) {
            return job.item(handle, slice);
          }
        };

    Run run = run(forgetful);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(world.quarantine()).isEmpty();
    assertThat(world.count("SELECT attempts FROM quarantine WHERE state = 'dropped'")).isEqualTo(1);
  }

  @Test
  void when_everything_fails_the_run_stops_and_nothing_is_set_aside() throws Exception {
    Rows job = new Rows(COUNT, IntStream.rangeClosed(1, COUNT).boxed().toArray(Integer[]::new));

    Run run = run(job);

    assertThat(world.end(run).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(world.end(run).error().orElseThrow())
        .startsWith("systemic failure: 21 items failed")
        .contains("makes no sense");
    assertThat(world.quarantine()).isEmpty();
    assertThat(world.batches(run)).extracting(RunWorld.Row::state).doesNotContain("claimed");
  }

  @Test
  void a_batch_at_whose_every_attempt_the_node_dies_is_split_until_the_killer_is_found()
      throws Exception {
    Rows job = new Rows(4);
    Schedule four = Schedules.with(Batching.of(4, 1, Duration.ofMinutes(5)), world.schedule);
    Run run = world.fire();
    world.inHand(run, job, four).workOnNext(me, BatchObserver.NONE);
    world.execute(
        "UPDATE batch SET state = 'claimed', items = NULL, finished_at = NULL, attempt = %d, incarnation = gen_random_uuid()"
            .formatted(Claims.LIVES));
    world.execute("UPDATE row SET times = 0");

    RunInHand inHand = world.inHand(run, job, four);
    while (inHand.workOnNext(me, BatchObserver.NONE)) {}

    assertThat(world.log(run)).first().asString().contains("split in 2");
    assertThat(world.count("SELECT count(*) FROM row WHERE n <= 4 AND times = 1")).isEqualTo(4);
  }

  private Run run(BatchedJob job) throws InterruptedException {
    Run run = world.fire();
    RunInHand inHand = world.inHand(run, job, declared);
    while (inHand.workOnNext(me, BatchObserver.NONE)) {}
    return run;
  }
}
