package dev.quartermaster.quota.period;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.period.SettleSlice.Mark;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that cannot be settled is found by halving, named, and left out. */
class SettleItemsTest {

  private static final Instant END = Instant.parse("2024-05-04T00:00:00Z");

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(SettleItemsTest.class);
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
  void halves_cover_a_slice_and_end_in_single_rows() {
    for (int i = 1; i <= 5; i++) {
      given.account("user-" + i).used("1s");
    }
    given.clockAt("2024-05-04T09:00:00Z");
    SettleSlice all = given.cut(Settling.start(), 10).orElseThrow();

    List<SettleSlice> halves = split(all);

    assertThat(halves).hasSize(2);
    assertThat(halves.get(0).from()).isEqualTo(all.from());
    assertThat(halves.get(1).from()).isEqualTo(halves.get(0).to());
    assertThat(halves.get(1).to()).isEqualTo(all.to());
    assertThat(names(all))
        .containsExactly(
            "user-1 period 2024-05-04T00:00:00Z",
            "user-2 period 2024-05-04T00:00:00Z",
            "user-3 period 2024-05-04T00:00:00Z",
            "user-4 period 2024-05-04T00:00:00Z",
            "user-5 period 2024-05-04T00:00:00Z");
  }

  @Test
  void a_slice_of_nothing_that_is_due_has_no_parts_and_no_name() {
    given.account("ada").used("1s");
    SettleSlice early =
        new SettleSlice(Phase.PERIOD, Mark.FIRST, new Mark(END.plusSeconds(1), Long.MAX_VALUE));

    assertThat(split(early)).isEmpty();
    assertThat(name(early)).isEmpty();
  }

  @Test
  void each_phase_names_its_rows() {
    given.plan("paid", "500s", "P1D");
    given.account("Ada").used("120s");
    given.account("bea").onPlanFrom("paid", "2024-05-03T12:00:00Z");
    given.clockAt("2024-05-06T09:00:00Z");
    given.settle(10);
    given.account("cy").used("1s", "2024-05-02T12:00:00Z");

    assertThat(names(everything(Phase.LATE))).containsExactly("cy late 2024-05-03T00:00:00Z");
    given.clockAt("2024-05-03T09:00:00Z");
    given.account("dee").used("120s").onPlanFrom("paid", "2024-05-03T12:00:00Z");
    given.clockAt("2024-05-04T09:00:00Z");

    assertThat(names(everything(Phase.TARPIT))).containsExactly("dee tarpit 2024-05-04T00:00:00Z");
    assertThat(names(everything(Phase.PLAN))).containsExactly("dee plan 2024-05-03T12:00:00Z");
  }

  @Test
  void what_is_set_aside_stays_open_and_the_rest_is_settled() {
    WorldAccount ada = given.account("ada").used("1s");
    WorldAccount bea = given.account("bea").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    SettleSlice all = given.cut(Settling.start(), 10).orElseThrow();

    long settled = settle(all, Set.of("ADA period " + END));

    assertThat(settled).isEqualTo(1);
    assertThat(ada.rows()).extracting(Row::state).containsExactly("open");
    assertThat(bea.rows()).extracting(Row::state).containsExactly("boundary");
  }

  @Test
  void an_item_of_another_time_or_phase_or_of_nobody_sets_nothing_aside() {
    given.account("ada").used("1s");
    given.clockAt("2024-05-04T09:00:00Z");
    SettleSlice all = given.cut(Settling.start(), 10).orElseThrow();

    long settled =
        settle(
            all,
            Set.of(
                "ada period 2024-05-03T00:00:00Z",
                "ada tarpit " + END,
                "nobody period " + END,
                "#999999 period " + END));

    assertThat(settled).isEqualTo(1);
  }

  @Test
  void an_account_whose_release_is_set_aside_stays_in_the_tarpit_and_others_leave() {
    WorldAccount ada = given.account("ada").used("120s");
    WorldAccount bea = given.account("bea").used("120s");
    given.clockAt("2024-05-04T09:00:00Z");

    settle(everything(Phase.TARPIT), Set.of("ada tarpit " + END));

    assertThat(ada.tarpit()).hasSize(1);
    assertThat(ada.rows()).extracting(Row::state).containsExactly("open");
    assertThat(bea.tarpit()).isEmpty();
    assertThat(bea.rows()).extracting(Row::state).containsExactly("boundary");
  }

  @Test
  void a_change_and_a_grant_that_are_set_aside_wait() {
    given.plan("paid", "500s", "P1D");
    WorldAccount ada = given.account("ada").onPlanFrom("paid", "2024-05-03T12:00:00Z");
    given.account("bea").onPlanFrom("paid", "2024-05-03T12:00:00Z");
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    "INSERT INTO allowance_grant (account_id, extra_us, until) SELECT id, 1, '2024-05-03T13:00Z' FROM account"));
    given.clockAt("2024-05-03T14:00:00Z");

    assertThat(settle(everything(Phase.PLAN), Set.of("ada plan 2024-05-03T12:00:00Z")))
        .isEqualTo(1);
    assertThat(settle(everything(Phase.GRANT), Set.of("bea grant 2024-05-03T13:00:00Z")))
        .isEqualTo(1);

    assertThat(given.one("SELECT id FROM account WHERE pending_from IS NOT NULL", Long.class))
        .isEqualTo(ada.id());
    assertThat(
            given.one(
                "SELECT username FROM account a JOIN allowance_grant g ON a.id = g.account_id WHERE ended_at IS NULL",
                String.class))
        .isEqualTo("bea");
  }

  @Test
  void a_late_period_that_is_set_aside_stays_queued() {
    given.clockAt("2024-05-06T09:00:00Z");
    given.settle(10);
    given.account("ada").used("1s", "2024-05-03T12:00:00Z");
    given.account("bea").used("1s", "2024-05-03T12:00:00Z");

    long settled = settle(everything(Phase.LATE), Set.of("ada late " + END));

    assertThat(settled).isEqualTo(1);
    assertThat(given.count("late_period")).isEqualTo(1);
    assertThat(given.backlog().periods()).isEqualTo(1);
  }

  @Test
  void the_note_of_what_is_settled_never_passes_what_is_set_aside() {
    given.account("ada").used("1s");
    given.account("bea").used("1s");
    given.clockAt("2024-05-06T09:00:00Z");

    settle(given.cut(Settling.start(), 10).orElseThrow(), Set.of("ada period " + END));
    given.database().run(Settling::noteSettledThrough);

    assertThat(given.one("SELECT at FROM settled_through", Instant.class)).isBefore(END);
    assertThat(given.backlog()).isEqualTo(new Backlog(1, Duration.ofHours(57)));
    assertThat(given.one(Backlog.OVERDUE, Long.class)).isEqualTo(1);
    given.settle(10);
    assertThat(given.backlog().periods()).isZero();
  }

  @Test
  void a_late_charge_is_overdue_from_the_charge_on() {
    given.clockAt("2024-05-06T09:00:00Z");
    given.settle(10);
    given.account("ada").used("1s", "2024-05-03T12:00:00Z");

    given.clockForward(Duration.ofMinutes(14));
    assertThat(given.one(Backlog.OVERDUE, Long.class)).isZero();
    given.clockForward(Duration.ofMinutes(1));
    assertThat(given.one(Backlog.OVERDUE, Long.class)).isEqualTo(1);
  }

  private static SettleSlice everything(Phase phase) {
    return new SettleSlice(phase, Mark.FIRST, new Mark(given.now(), Long.MAX_VALUE));
  }

  /** Of every row in a slice, found by halving. */
  private static List<String> names(SettleSlice slice) {
    List<SettleSlice> parts = split(slice);
    return parts.isEmpty()
        ? name(slice).stream().toList()
        : parts.stream().flatMap(part -> names(part).stream()).toList();
  }

  private static List<SettleSlice> split(SettleSlice slice) {
    return given.database().transaction(handle -> SettleItems.split(handle, slice));
  }

  private static Optional<String> name(SettleSlice slice) {
    return given.database().transaction(handle -> SettleItems.name(handle, slice));
  }

  private static long settle(SettleSlice slice, Set<String> without) {
    return given.database().transaction(handle -> Settling.settle(handle, slice, without));
  }
}
