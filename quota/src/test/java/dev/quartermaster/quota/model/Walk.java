package dev.quartermaster.quota.model;

import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Ten accounts, and one seed's steps. */
final class Walk {

  /** Some weeks before the clocks change in much of the world. */
  private static final Instant START = Instant.parse("2024-02-20T09:00:00Z");

  private static final int ACCOUNTS = 10;
  private static final int WHOLE_PROOF = 250;

  private final long seed;
  private final Play play;
  private final Reporting reporting;
  private final Changing changing;
  private final Housekeeping housekeeping;
  private final Follower follower;
  private final Comparison comparison;
  private boolean jobStopped;

  Walk(World world, List<ZoneId> zones, long seed) {
    this.seed = seed;
    world.emptyAt(START.toString());
    this.play = new Play(world, new Model(START), new Chance(new SplittableRandom(seed), zones));
    this.reporting = new Reporting(play);
    this.changing = new Changing(play);
    this.housekeeping = new Housekeeping(play);
    this.follower = new Follower(play);
    this.comparison = new Comparison(play);
    Model.LENGTHS.forEach((plan, length) -> plan(plan, length.toString()));
    for (int i = 0; i < ACCOUNTS; i++) {
      register("user-" + i, i < 8 ? "free" : i == 8 ? "week" : "month");
    }
  }

  private void plan(String name, String length) {
    play.world.plan(name, "100s", length);
    play.model.plan(name, 100_000_000);
  }

  private void register(String name, String plan) {
    Instant nextReset = START.plus(play.chance.upTo(Duration.ofDays(1)));
    ZoneId zone = play.chance.zone();
    play.world.account(
        new NewAccount(Username.of(name), plan, Optional.empty(), Optional.of(nextReset), zone));
    play.model.register(name, plan, nextReset, zone);
  }

  void go(int steps) {
    int step = 0;
    try {
      while (++step <= steps) {
        step();
        comparison.afterStep();
        if (step % WHOLE_PROOF == 0) {
          housekeeping.prove();
          comparison.wholeLedger();
        }
      }
      end();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d (-Dmodel.seed=%d -Dmodel.seeds=1), step %d: %s\nthe last steps:\n  %s"
              .formatted(seed, seed, step, e.getMessage(), play.lastSteps()),
          e);
    }
  }

  private void step() {
    int what = play.chance.below(100);
    if (what < 40) {
      reporting.report();
    } else if (what < 45) {
      reporting.again();
    } else if (what < 46 && play.chance.once(2)) {
      reporting.killed();
    } else if (what < 68) {
      clockForward();
    } else if (what < 70) {
      clockBack();
      if (play.chance.once(3)) {
        changeBehindBoundary();
      }
    } else if (what < 73) {
      changing.plan();
    } else if (what < 76) {
      changing.grant();
    } else if (what < 80) {
      follower.read();
    } else if (what < 86) {
      settle();
    } else {
      byHand(what);
    }
  }

  private void byHand(int what) {
    if (what < 90) {
      changing.reset();
    } else if (what < 97) {
      changing.account();
    } else {
      changing.atBoundary();
    }
  }

  private void settle() {
    if (play.chance.once(30)) {
      jobStopped = !jobStopped;
    }
    if (play.chance.once(8)) {
      housekeeping.settleFelt();
    } else if (!jobStopped) {
      housekeeping.settle();
    }
  }

  private void clockForward() {
    Instant now = play.model.now();
    Instant to =
        switch (play.chance.below(20)) {
          case 0 -> now.plus(play.chance.upTo(Duration.ofDays(play.chance.once(12) ? 20 : 2)));
          case 1, 2, 3, 4 -> now.plus(play.chance.upTo(Duration.ofHours(8)));
          case 5, 6, 7, 8, 9, 10, 11 -> play.chance.around(nextBoundary());
          default -> now.plus(play.chance.upTo(Duration.ofMinutes(10)));
        };
    if (!to.isBefore(now)) {
      play.clockAt(to);
      play.tell("clock forward");
    }
  }

  private Instant nextBoundary() {
    return boundaries().min(Instant::compareTo).orElseThrow();
  }

  private Stream<Instant> boundaries() {
    Instant now = play.model.now();
    return play.model.names().stream().map(name -> play.model.account(name).nextReset(now));
  }

  /**
   * By seconds, as when it is set right; not behind what changes an allowance by the clock: whether
   * that has been written down decides then.
   */
  private void clockBack() {
    Instant now = play.model.now();
    Instant to = now.minus(play.chance.upTo(Duration.ofSeconds(5)));
    boolean overTurn =
        play.model.names().stream()
            .flatMap(name -> play.model.account(name).turns())
            .anyMatch(turn -> turn.isAfter(to) && !turn.isAfter(now));
    if (!overTurn) {
      play.clockAt(to);
      play.tell("clock back");
    }
  }

  /** A period begins, is charged, and then the clock that began it is set right. */
  private void changeBehindBoundary() {
    String name = play.someone();
    play.clockAt(play.model.account(name).nextReset(play.model.now()));
    reporting.now(name);
    clockBack();
    changing.account(name);
  }

  /** The clock comes to its end, everything is settled, and the follower catches up. */
  private void end() {
    play.clockAt(play.model.now().plus(Duration.ofDays(8)));
    play.world.settle(7);
    housekeeping.allIsSettled();
    housekeeping.prove();
    comparison.wholeLedger();
    follower.hasSeenAll();
  }
}
