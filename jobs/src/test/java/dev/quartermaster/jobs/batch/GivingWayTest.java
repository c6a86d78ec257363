package dev.quartermaster.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GivingWayTest {

  private static final int COUNT = 50;

  private RunWorld given;

  /** Always gives way, and counts how often it was asked. */
  private static final class Courteous implements BatchedJob {
    private final Items items = Items.quiet(COUNT);
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public Optional<String> cut(Handle handle, Optional<String> last, int size) {
      return items.cut(handle, last, size);
    }

    @Override
    public long work(Handle handle, String slice) {
      return items.work(handle, slice);
    }

    @Override
    public boolean givesWay(Handle handle) {
      asked.incrementAndGet();
      return true;
    }
  }

  @BeforeEach
  void open() {
    given = new RunWorld(GivingWayTest.class);
    Items.create(given.database, COUNT);
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_run_whose_hands_give_way_after_each_batch_comes_to_its_end_all_the_same() {
    NodeIdentity node = given.node("hk-1");
    Courteous job = new Courteous();
    String name = ((Work.BuiltIn) given.schedule.work()).job();
    Run run = given.fire();

    try (Engine engine =
        new Engine(
            given.database,
            () -> node,
            Engine.Settings.of(
                () -> Map.of(given.schedule.name(), given.schedule),
                Map.of(name, job),
                2,
                BatchObserver.NONE))) {
      await().until(() -> !given.goesOn(run));
      assertThat(engine).isNotNull();
    }

    assertThat(Items.times(given.database)).hasSize(COUNT).containsOnly(1);
    assertThat(job.asked.get()).isGreaterThanOrEqualTo(COUNT / RunWorld.SIZE);
  }
}
