package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.period.SettleSlice.Mark;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.World.Settled;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlingTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(SettlingTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @Test
  void a_period_is_settled_from_its_boundary_on_and_not_before() {
    WorldAccount ada = given.account("ada").used("5s");

    given.clockAt("2024-05-03T23:59:59.999999Z");
    assertThat(given.settle(10)).isEmpty();
    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(given.settle(10)).extracting(Settled::rows).containsExactly(1L);

    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
    assertThat(ada.events()).isEmpty();
  }

  @Test
  void who_is_in_the_tarpit_is_released_first_and_who_waits_longest_first_of_all() {
    WorldAccount light = given.account("light").used("1s");
    WorldAccount heavy = given.account("heavy").used("120s");
    given.clockAt("2024-05-04T09:00:00Z");
    WorldAccount later = given.account("later").used("120s");
    given.clockAt("2024-05-05T09:00:00Z");

    List<Settled> run = given.settle(1);

    assertThat(run).extracting(s -> s.slice().phase()).startsWith(Phase.TARPIT, Phase.TARPIT);
    assertThat(run)
        .extracting(s -> s.slice().to())
        .containsExactly(
            new Mark(Instant.parse("2024-05-04T00:00:00Z"), heavy.id()),
            new Mark(Instant.parse("2024-05-05T00:00:00Z"), later.id()),
            new Mark(Instant.parse("2024-05-04T00:00:00Z"), light.id()));
  }

  @Test
  void a_release_is_told_once() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-04T00:00:00Z");

    List<Settled> run = given.settle(10);
    run.forEach(settled -> assertThat(given.settle(settled.slice())).isZero());
    given.settle(10);

    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-left");
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.rows()).extracting(Row::state).containsExactly("boundary");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 100})
  void slices_of_any_size_settle_everything_once(int size) {
    List<WorldAccount> all =
        IntStream.range(0, 23)
            .mapToObj(i -> given.account("user-" + i).used(i % 4 == 0 ? "120s" : "1s"))
            .toList();
    all.get(5).used("1s", "2024-05-01T00:00:00Z");
    given.clockAt("2024-05-04T09:00:00Z");

    List<Settled> run = given.settle(size);

    assertThat(run.stream().mapToLong(Settled::rows).sum()).isEqualTo(24);
    assertThat(run).allSatisfy(s -> assertThat(s.rows()).isLessThanOrEqualTo(size));
    assertThat(given.count("usage_period WHERE settled_at IS NULL")).isZero();
    assertThat(given.count("event WHERE kind = 'tarpit-left'")).isEqualTo(6);
    run.forEach(settled -> assertThat(given.settle(settled.slice())).isZero());
  }

  @Test
  void slices_cut_by_one_and_settled_by_others_in_any_order_come_to_the_same() {
    IntStream.range(0, 12).forEach(i -> given.account("user-" + i).used("120s"));
    given.clockAt("2024-05-04T09:00:00Z");
    SettleSlice first = given.cut(Settling.start(), 5).orElseThrow();
    SettleSlice second = given.cut(first, 5).orElseThrow();
    SettleSlice third = given.cut(second, 5).orElseThrow();

    assertThat(given.settle(third)).isEqualTo(2);
    assertThat(given.settle(first)).isEqualTo(5);
    assertThat(given.settle(second)).isEqualTo(5);

    assertThat(given.backlog()).isEqualTo(new Backlog(0, Duration.ZERO));
  }

  @Test
  void a_slice_is_read_back_as_it_was_written() {
    SettleSlice slice =
        new SettleSlice(
            Phase.PERIOD,
            new Mark(Instant.parse("2024-05-04T00:00:00.000001Z"), Long.MAX_VALUE),
            new Mark(Instant.parse("2024-05-05T00:00:00Z"), 7));

    assertThat(SettleSlice.parse(slice.text())).isEqualTo(slice);
    assertThat(SettleSlice.parse(Settling.start().text())).isEqualTo(Settling.start());
  }

  @Test
  void hundreds_of_missed_runs_leave_one_run_to_do_and_no_boundary_moved() {
    WorldAccount ada = given.account("ada");
    for (int day = 3; day < 6; day++) {
      given.clockAt("2024-05-0" + day + "T09:00:00Z");
      ada.used("120s");
    }
    given.clockAt("2025-06-01T09:00:00Z");

    given.settle(2);

    assertThat(ada.rows()).extracting(Row::state).containsOnly("boundary").hasSize(3);
    assertThat(ada.events()).filteredOn("tarpit-left"::equals).hasSize(3);
    assertThat(ada.view().nextReset()).isEqualTo(Instant.parse("2025-06-02T00:00:00Z"));
  }

  @Test
  void a_plan_change_counts_from_its_time_on_and_is_written_down_once() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").onPlanFrom("pro", "2024-05-04T00:00:00Z");
    given.clockAt("2024-05-04T00:00:00Z");
    assertThat(ada.view().plan()).isEqualTo("pro");

    List<Settled> run = given.settle(10);
    run.forEach(settled -> given.settle(settled.slice()));

    assertThat(ada.view().plan()).isEqualTo("pro");
    assertThat(ada.events()).containsExactly("plan-changed");
    assertThat(given.count("account WHERE plan = 'pro' AND pending_plan IS NULL")).isEqualTo(1);
  }

  @Test
  void a_larger_plan_that_comes_due_in_the_middle_of_a_period_releases_from_the_tarpit() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").used("120s").onPlanFrom("pro", "2024-05-03T12:00:00Z");

    given.clockAt("2024-05-03T12:00:00Z");
    assertThat(ada.view().inTarpit()).isFalse();
    given.settle(10);

    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.events()).containsExactly("tarpit-entered", "plan-changed", "tarpit-left");
  }
}
