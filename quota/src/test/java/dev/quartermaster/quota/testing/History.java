package dev.quartermaster.quota.testing;

import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.Timeline;
import dev.quartermaster.quota.period.Timeline.Held;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What happened to one account: a timeline, beside the parts that the database keeps of it.
 *
 * @param held rules in the order in which they held
 * @param resets forced resets, oldest first
 */
public record History(Timeline timeline, List<Held> held, List<Instant> resets) {

  public static History of(PeriodRule rule) {
    return new History(Timeline.of(rule), List.of(new Held(Instant.MIN, rule)), List.of());
  }

  /** A first rule and then up to {@code most} resets and moves, in the order of time. */
  public static History random(SplittableRandom random, RandomRules rules, int most) {
    History history = of(rules.rule());
    List<Instant> times =
        Stream.generate(rules::instant)
            .limit(random.nextInt(most + 1))
            .sorted()
            .distinct()
            .toList();
    for (Instant now : times) {
      history = random.nextBoolean() ? history.reset(now) : history.move(rules.rule(), now);
    }
    return history;
  }

  public History reset(Instant now) {
    List<Instant> more = new ArrayList<>(resets);
    more.add(now);
    return new History(timeline.reset(now), held, List.copyOf(more));
  }

  public History move(PeriodRule rule, Instant now) {
    Timeline moved = timeline.move(rule, now);
    Held last = moved.last();
    List<Held> more =
        new ArrayList<>(held.stream().filter(old -> old.from().isBefore(last.from())).toList());
    more.add(last);
    return new History(moved, List.copyOf(more), resets);
  }

  public Held last() {
    return held.get(held.size() - 1);
  }

  /** Every instant at which something began by hand: where mistakes are. */
  public TreeSet<Instant> seams() {
    TreeSet<Instant> seams = new TreeSet<>(resets);
    held.stream().skip(1).map(Held::from).forEach(seams::add);
    return seams;
  }
}
