package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.demo.RealDay;
import dev.quartermaster.quota.account.Username;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Who lives through the night: the same people each time. What they used is spread as on a real
 * machine, with one in ten over the allowance; their resets lie evenly in the night.
 */
record Users(List<User> all) {

  private static final long FREE = 100_000_000;
  private static final long PAYING = 2_000_000_000;
  private static final double GOLDEN = 0.6180339887498949;

  /** Nobody's reset comes before the fault, or at the very end. */
  private static final Duration FIRST = Duration.ofMillis(500);

  private static final Duration LAST = Duration.ofMillis(2_500);

  static Users of(Night night) {
    RealDay day = RealDay.load();
    SplittableRandom ranks = new SplittableRandom(1993);
    Duration spread = night.length().minus(FIRST).minus(LAST);
    return new Users(
        IntStream.range(0, night.accounts())
            .mapToObj(nth -> user(nth, day.demand(ranks.nextDouble()), spread))
            .toList());
  }

  private static User user(int nth, double demand, Duration spread) {
    boolean paying = nth % 10 == 9;
    long allowance = paying ? PAYING : FREE;
    double place = nth * GOLDEN - Math.floor(nth * GOLDEN);
    Duration reset = FIRST.plusNanos((long) (spread.toNanos() * place));
    return new User(
        nth,
        Username.of("user-%06d".formatted(nth + 1)),
        paying,
        allowance,
        (long) (allowance * demand),
        reset.truncatedTo(ChronoUnit.MILLIS));
  }

  int size() {
    return all.size();
  }

  User get(int nth) {
    return all.get(nth);
  }

  /** Over the allowance by about half of it, with a reset after about a third of the night. */
  User heavy(Night night) {
    Duration third = night.length().dividedBy(3);
    return all.stream()
        .filter(User::isOver)
        .min(
            Comparator.comparingDouble(
                user ->
                    Math.abs(user.usedMicros() / (double) user.allowanceMicros() - 1.5)
                        + Math.abs(user.resetAfter().minus(third).toMillis() / 2_000.0)))
        .orElse(all.get(0));
  }
}
