package dev.quartermaster.quota.model;

import dev.quartermaster.quota.model.Model.Report;
import dev.quartermaster.quota.model.Model.Use;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reporters, and what they have to report: in time, late, too late, or yet to come. */
final class Reporters {

  private static final List<String> NAMES = List.of("host-1", "host-2", "host-3");
  private static final Duration RECENTLY = Duration.ofMinutes(15);
  private static final Duration LATE = Duration.ofDays(7);
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Play play;
  private final Map<String, Long> sequences = new HashMap<>();

  Reporters(Play play) {
    this.play = play;
  }

  /** The next report of one of them. */
  Report next() {
    List<String> users = play.chance.some(play.model.names(), 3);
    return report(
        IntStream.rangeClosed(0, play.chance.below(5))
            .mapToObj(i -> use(play.chance.of(users)))
            .toList());
  }

  /** Of a user who uses something just now. */
  Report now(String user) {
    return report(List.of(new Use(user, "console", 1_000, play.model.now())));
  }

  private Report report(List<Use> uses) {
    String reporter = play.chance.of(NAMES);
    return new Report(reporter, sequences.merge(reporter, 1L, Long::sum), uses);
  }

  private Use use(String user) {
    String name = play.chance.once(60) ? "nobody" : user;
    return new Use(name, play.chance.source(), play.chance.micros(40_000_000), at(user));
  }

  private Instant at(String user) {
    Instant now = play.model.now();
    ModelAccount account = play.model.account(user);
    return switch (play.chance.below(16)) {
      case 0, 1 -> now.minus(play.chance.upTo(LATE));
      case 2 -> now.plus(play.chance.upTo(AHEAD));
      case 3 -> play.chance.around(account.start(now));
      case 4 -> play.chance.around(account.start(account.start(now).minus(1, ChronoUnit.MICROS)));
      case 5 -> now;
      case 6 ->
          play.chance.once(4)
              ? play.chance.around(play.chance.once(2) ? now.minus(LATE) : now.plus(AHEAD))
              : now.minus(play.chance.upTo(LATE.multipliedBy(2)));
      default -> now.minus(play.chance.upTo(RECENTLY));
    };
  }
}
