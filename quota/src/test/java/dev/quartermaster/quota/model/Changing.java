package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.entitlement.Grant;
import dev.quartermaster.quota.model.ModelAccount.Change;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.reset.ForcedReset;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What support does to accounts and plans. */
final class Changing {

  private static final List<String> PLANS = List.of("free", "free", "pro", "week", "month");
  private static final long MOST_MICROS = 300_000_000;

  private final Play play;

  Changing(Play play) {
    this.play = play;
  }

  void reset() {
    List<String> names =
        play.chance.some(play.model.names(), 3).stream()
            .filter(name -> !play.model.hasEnded(name))
            .toList();
    AtomicReference<Set<Long>> reset = new AtomicReference<>(Set.of());
    if (play.lands(
        handle -> reset.set(ForcedReset.reset(handle, play.ids(names), "asked support").reset()))) {
      play.tell("reset %s".formatted(names));
      Set<Long> expected =
          names.stream()
              .filter(name -> play.model.account(name).reset(play.model.now()))
              .map(play::id)
              .collect(Collectors.toSet());
      assertThat(reset.get()).as("reset").isEqualTo(expected);
    }
    play.touched.addAll(names);
  }

  void account() {
    account(play.someone());
  }

  void account(String name) {
    Change change = change();
    if (play.lands(handle -> product(change).apply(handle, play.id(name)))) {
      play.tell("change %s: %s".formatted(name, change));
      play.model.account(name).change(change, play.model.now(), Model.LENGTHS);
    }
    play.touched.add(name);
  }

  private Change change() {
    int what = play.chance.below(8);
    return new Change(
        what < 3 ? Optional.of(play.chance.of(PLANS)) : Optional.empty(),
        what == 3 || what == 4 ? Optional.of(own()) : Optional.empty(),
        what == 2 || what > 5 ? Optional.of(nextReset()) : Optional.empty(),
        what == 5 || what == 6 ? Optional.of(zone()) : Optional.empty());
  }

  private ZoneId zone() {
    return play.chance.zone();
  }

  private Optional<Long> own() {
    return play.chance.once(3) ? Optional.empty() : Optional.of(play.chance.micros(MOST_MICROS));
  }

  /** Soon, far ahead, or long gone: any of them names the boundaries all the same. */
  private Instant nextReset() {
    Instant now = play.model.now();
    return switch (play.chance.below(4)) {
      case 0 -> now.plus(play.chance.upTo(Duration.ofDays(20)));
      case 1 -> now.minus(play.chance.upTo(Duration.ofDays(20)));
      case 2 -> play.chance.around(play.model.account(play.someone()).nextReset(now));
      default -> now.plus(play.chance.upTo(Duration.ofDays(1)));
    };
  }

  void atBoundary() {
    String name = play.someone();
    boolean both = play.chance.once(3);
    boolean plan = both || play.chance.once(2);
    Change change =
        new Change(
            plan ? Optional.of(play.chance.of(PLANS)) : Optional.empty(),
            both || !plan ? Optional.of(own()) : Optional.empty(),
            Optional.empty(),
            Optional.empty());
    if (play.lands(handle -> product(change).applyAtBoundary(handle, play.id(name)))) {
      play.tell("at the boundary change %s: %s".formatted(name, change));
      play.model.account(name).changeAtBoundary(change, play.model.now(), Model.LENGTHS);
    }
    play.touched.add(name);
  }

  private static AccountChange product(Change change) {
    Optional<Optional<CpuTime>> own =
        change.own().isEmpty()
            ? Optional.empty()
            : Optional.of(change.own().orElseThrow().map(Play::cpu));
    return new AccountChange(change.plan(), own, change.nextReset(), change.zone());
  }

  void grant() {
    String name = play.someone();
    long extra = 1 + play.chance.micros(100_000_000);
    Instant until =
        play.chance.once(3)
            ? play.model.account(name).nextReset(play.model.now())
            : play.model.now().plus(play.chance.upTo(Duration.ofDays(3))).plusMillis(1);
    Grant grant = new Grant(Play.cpu(extra), until, null);
    if (play.lands(handle -> grant.give(handle, play.id(name)))) {
      play.tell("grant %s %d µs until %s".formatted(name, extra, until));
      play.model.account(name).give(extra, until, play.model.now());
    }
    play.touched.add(name);
  }

  /** A plan's allowance, in one transaction or in steps. */
  void plan() {
    Map.Entry<String, Period> entry =
        play.chance.of(List.copyOf(new TreeMap<>(Model.LENGTHS).entrySet()));
    long allowance = play.chance.micros(MOST_MICROS);
    Plan plan =
        new Plan(
            entry.getKey(), Play.cpu(allowance), PeriodLength.parse(entry.getValue().toString()));
    boolean landed = true;
    if (play.chance.once(2)) {
      Plans.setInSteps(play.database(), plan, handle -> {});
    } else {
      landed = play.lands(handle -> Plans.set(handle, plan));
    }
    if (landed) {
      play.tell("plan %s has %d µs".formatted(plan.name(), allowance));
      play.model.plan(plan.name(), allowance);
    }
    play.touched.addAll(new TreeSet<>(play.model.names()));
  }
}
