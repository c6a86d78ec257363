package dev.quartermaster.jobs.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.builtin.Replication.Slot;
import dev.quartermaster.jobs.builtin.Replication.Standby;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandbyNeedsTest {

  private static final Standby GOOD =
      new Standby("db2 at 10.0.0.2", "streaming", "async", Duration.ZERO, 0);
  private static final Slot USED = new Slot("db2", true, Optional.of("reserved"), 0);

  private final StandbyNeeds one = new StandbyNeeds(1, Duration.ofSeconds(30), 1 << 20, true);

  @Test
  void one_that_streams_closely_behind_is_enough() {
    assertThat(one.missing(seen(List.of(GOOD), USED))).isEmpty();
  }

  @Test
  void none_attached_is_told_with_the_way_to_make_one() {
    assertThat(one.missing(seen(List.of())))
        .singleElement()
        .asString()
        .startsWith("no standby is attached: there is nothing to fall back on.")
        .contains("pg_basebackup")
        .contains("wal_keep_size is 0");
  }

  @Test
  void one_that_lags_or_catches_up_does_not_count_and_is_named() {
    Standby late = new Standby("db3", "streaming", "sync", Duration.ofSeconds(31), 0);
    Standby behind = new Standby("db4", "streaming", "async", Duration.ZERO, 5 << 20);
    Standby starting = new Standby("db5", "catchup", "async", Duration.ZERO, 0);

    assertThat(one.missing(seen(List.of(late, behind, starting))))
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).isEqualTo("0 of 1 standbys ready"))
        .anySatisfy(line -> assertThat(line).startsWith("standby 'db3' (sync) is 31 s behind"))
        .anySatisfy(line -> assertThat(line).startsWith("standby 'db4' (async) has 5 MB not"))
        .anySatisfy(line -> assertThat(line).contains("'db5' (async) is in state 'catchup'"));
    assertThat(one.missing(seen(List.of(late, GOOD)))).isEmpty();
  }

  @Test
  void slots_that_nobody_uses_or_that_lost_wal_are_told_with_the_mend() {
    assertThat(
            one.missing(
                seen(
                    List.of(GOOD),
                    USED,
                    new Slot("idle", false, Optional.of("extended"), 3 << 20),
                    new Slot("low", false, Optional.of("unreserved"), 9 << 20),
                    new Slot("lost", false, Optional.of("lost"), 0))))
        .hasSize(3)
        .anySatisfy(
            line -> assertThat(line).startsWith("slot 'idle' has nobody attached and keeps 3 MB"))
        .anySatisfy(line -> assertThat(line).startsWith("slot 'low' is about to lose WAL"))
        .anySatisfy(line -> assertThat(line).contains("pg_drop_replication_slot('lost')"));
  }

  @Test
  void slots_are_let_be_when_that_is_wanted() {
    StandbyNeeds noSlots = new StandbyNeeds(1, Duration.ofSeconds(30), 1 << 20, false);

    assertThat(
            noSlots.missing(seen(List.of(GOOD), new Slot("lost", false, Optional.of("lost"), 0))))
        .isEmpty();
  }

  @Test
  void a_session_on_a_standby_or_without_the_right_to_look_says_so() {
    assertThat(one.missing(new Replication(true, true, "0", List.of(), List.of())))
        .singleElement()
        .asString()
        .contains("connected to a standby")
        .contains("database.url");
    assertThat(one.missing(new Replication(false, false, "0", List.of(GOOD), List.of())))
        .singleElement()
        .asString()
        .contains("GRANT pg_read_all_stats");
  }

  private static Replication seen(List<Standby> standbys, Slot... slots) {
    return new Replication(false, true, "0", standbys, List.of(slots));
  }
}
