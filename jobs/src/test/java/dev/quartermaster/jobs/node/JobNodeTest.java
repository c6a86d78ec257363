package dev.quartermaster.jobs.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.Backlog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobNodeTest {

  private TestDatabase test;
  private Database database;

  @BeforeEach
  void migrate() {
    test = TestDatabase.of(JobNodeTest.class);
    database = test.database();
  }

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void overdue_periods_are_settled_by_the_next_firing_and_the_run_is_on_record() {
    overdue(2_000);
    assertThat(database.transaction(Backlog::now).periods()).isEqualTo(2_000);

    try (JobNode node = start("hk-1")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> database.transaction(Backlog::now).periods() == 0);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(history())
                      .anySatisfy(run -> assertThat(run.items()).isEqualTo(2_000)));
      assertThat(node.isFiring()).isTrue();
    }

    assertThat(database.transaction(Nodes::list))
        .singleElement()
        .satisfies(node -> assertThat(node.state()).isEqualTo("left"));
  }

  @Test
  void a_second_node_of_the_same_name_is_refused_while_the_first_lives() {
    try (JobNode first = start("hk-1")) {
      assertThat(first.isFiring()).isTrue();

      assertThatThrownBy(() -> start("hk-1"))
          .isInstanceOf(Membership.NameTaken.class)
          .hasMessageContaining("--name");
    }
  }

  @Test
  void each_planned_time_has_one_run_on_the_timetable() {
    try (JobNode first = start("hk-1");
        JobNode second = start("hk-2")) {
      assertThat(first.isFiring() && second.isFiring()).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> history().size() >= 4);
    }

    List<Instant> planned = history().stream().map(run -> run.run().plannedFor()).toList();
    assertThat(planned).doesNotHaveDuplicates();
    assertThat(planned).allSatisfy(at -> assertThat(at.getEpochSecond() % 2).isZero());
    assertThat(
            IntStream.range(1, planned.size())
                .mapToObj(i -> Duration.between(planned.get(i), planned.get(i - 1))))
        .allSatisfy(gap -> assertThat(gap).isEqualTo(Duration.ofSeconds(2)));
  }

  private List<RunSummary> history() {
    return database.transaction(handle -> Runs.history(handle, "cpu-reset", 100));
  }

  private JobNode start(String name) {
    return JobNode.start(
        database.settings(), new JobNode.Identity(name, "test"), Often.inBatchesOf(500));
  }

  private void overdue(int accounts) {
    List<NewAccount> all =
        IntStream.range(0, accounts)
            .mapToObj(i -> NewAccount.on(Plan.FREE, Username.of("user" + i)))
            .toList();
    database.run(handle -> Accounts.register(handle, all));
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    List<UsageRecord> usage =
        all.stream()
            .map(a -> new UsageRecord(a.username(), "console", CpuTime.ofSeconds(120), yesterday))
            .toList();
    new Charges(database, ChargePolicy.DEFAULT).charge(new UsageReport("test", 1, usage));
  }
}
