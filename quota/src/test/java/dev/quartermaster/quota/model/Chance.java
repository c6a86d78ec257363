package dev.quartermaster.quota.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/** Values by chance, with the awkward ones more often than chance would have it. */
final class Chance {

  private static final List<String> SOURCES =
      List.of("console", "console", "scheduled-task", "always-on", "notebook", "web-app");

  private final SplittableRandom random;
  private final List<ZoneId> zones;

  Chance(SplittableRandom random, List<ZoneId> zones) {
    this.random = random;
    // Other names of UTC are UTC, and so no change.
    this.zones = zones.stream().filter(zone -> !zone.normalized().equals(ZoneOffset.UTC)).toList();
  }

  /** True once in so many times. */
  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  /** One to so many, each once. */
  <T> List<T> some(List<T> all, int most) {
    return random
        .ints(1 + random.nextInt(most), 0, all.size())
        .distinct()
        .mapToObj(all::get)
        .toList();
  }

  String source() {
    return of(SOURCES);
  }

  /** UTC, as most have it, or any other. */
  ZoneId zone() {
    return once(3) ? ZoneId.of("UTC") : of(zones);
  }

  /** In whole microseconds, now and then none. */
  Duration upTo(Duration most) {
    return once(20)
        ? Duration.ZERO
        : Duration.of(random.nextLong(most.toNanos() / 1000), ChronoUnit.MICROS);
  }

  long micros(long most) {
    return upTo(Duration.of(most, ChronoUnit.MICROS)).toNanos() / 1000;
  }

  /** The instant itself, a microsecond before it or a microsecond after it. */
  Instant around(Instant instant) {
    return instant.plus(random.nextInt(3) - 1L, ChronoUnit.MICROS);
  }
}
