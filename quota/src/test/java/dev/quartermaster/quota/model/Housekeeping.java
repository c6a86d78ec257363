package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import dev.quartermaster.quota.tarpit.Sweep;
import dev.quartermaster.quota.testing.Proof;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The job that settles, with its slices lost, stopped in the middle, or not started for long. */
final class Housekeeping {

  /** Once set, none of it ever changes. */
  private record Settled(Instant at, String endedBy) {}

  private final Play play;
  private Map<List<Object>, Settled> settled = new HashMap<>();

  Housekeeping(Play play) {
    this.play = play;
  }

  /** Whole, or only some slices of it. */
  void settle() {
    int slices = play.chance.once(3) ? play.chance.below(4) : Integer.MAX_VALUE;
    int size = 1 + play.chance.below(20);
    play.tell("settle %d slices of %d".formatted(slices, size));
    Optional<SettleSlice> slice = play.world.cut(Settling.start(), size);
    while (slice.isPresent() && slices-- > 0) {
      SettleSlice one = slice.get();
      if (play.lands(handle -> Settling.settle(handle, one))) {
        slice = play.world.cut(one, size);
      }
    }
    if (slice.isEmpty()) {
      play.database().run(Settling::noteSettledThrough);
      if (!play.model.isBehind()) {
        allIsSettled();
      }
    }
  }

  void settleFelt() {
    int limit = 1 + play.chance.below(10);
    if (play.lands(
        handle -> Settling.FELT.forEach(phase -> Settling.settleFirst(handle, phase, limit)))) {
      play.tell("settle what is felt, %d at most".formatted(limit));
    }
  }

  /** What holds whenever nothing is due. */
  void allIsSettled() {
    holds(Proof::unsettled);
    holds(Proof::wrongTarpit);
    assertThat(play.world.backlog().periods()).as("backlog").isZero();
    long drifted = sweep();
    if (!play.clockWentBack) {
      assertThat(drifted).as("accounts that the sweep takes for drifted").isZero();
    }
    // Set back over a boundary, the last word may be of the period before: the sweep mends that.
    assertThat(sweep()).as("accounts that a second sweep takes for drifted").isZero();
    play.clockWentBack = false;
  }

  private long sweep() {
    return play.database()
        .<Long>transaction(handle -> Sweep.mend(handle, 0, Long.MAX_VALUE, List.of()));
  }

  /** What holds at any time. */
  void prove() {
    holds(Proof::unequalSums);
    holds(Proof::overlaps);
    holds(Proof::wrongBounds);
    holds(Proof::unevenEvents);
    Map<List<Object>, Settled> now = play.database().transaction(Housekeeping::settled);
    assertThat(now).as("periods that were settled before").containsAllEntriesOf(settled);
    settled = now;
  }

  private static Map<List<Object>, Settled> settled(Handle handle) {
    Map<List<Object>, Settled> all = new HashMap<>();
    handle
        .createQuery(
            "SELECT account_id, period_start, settled_at, ended_by FROM usage_period WHERE settled_at IS NOT NULL")
        .map(
            (row, context) ->
                Map.entry(
                    List.<Object>of(
                        row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()),
                    new Settled(
                        row.getObject(3, OffsetDateTime.class).toInstant(), row.getString(4))))
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  private void holds(Function<Handle, List<String>> proof) {
    assertThat(play.database().transaction(proof::apply)).isEmpty();
  }
}
