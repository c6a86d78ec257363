package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.jobs.pace.AllArrivals;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.pace.BacklogSamples;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Looks whether what waits is done in time, and whether it will be: by the samples that nodes take
 * every ten seconds. While none does it knows nothing, and says so by throwing.
 */
final class BacklogSource implements Source {

  /** Six times as long as between two samples. */
  private static final Duration STALE = Duration.ofMinutes(1);

  /** That more comes in than is done may pass, as at a full hour. */
  private static final Duration PASSES = Duration.ofMinutes(10);

  private final Watched watched;

  BacklogSource(Watched watched) {
    this.watched = watched;
  }

  @Override
  public Set<String> names() {
    return Set.of("BacklogTooOld", "BacklogGrowing");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    Optional<Instant> newest = BacklogSamples.newest(handle);
    if (newest.filter(at -> at.isBefore(now.minus(STALE))).isPresent()) {
      throw new IllegalStateException(
          "nobody has counted what waits since %s: is a node up?".formatted(newest.get()));
    }
    Map<String, Arrivals> arrivals = AllArrivals.of(handle, watched.enabled(), now);
    return watched.enabled().stream()
        .flatMap(
            schedule ->
                Optional.ofNullable(arrivals.get(schedule.name())).stream()
                    .flatMap(its -> judge(schedule, its, now).stream()))
        .toList();
  }

  static List<Condition> judge(Schedule schedule, Arrivals arrivals, Instant now) {
    return Stream.of(tooOld(schedule, arrivals, now), growing(schedule, arrivals, now))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Condition> tooOld(Schedule schedule, Arrivals arrivals, Instant now) {
    Duration most = schedule.limits().maxBacklogAge();
    if (arrivals.items() == 0 || arrivals.oldest().compareTo(most) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Told(
                "%s: %,d %s, the oldest for %s; none should for more than %s"
                    .formatted(
                        schedule.name(),
                        arrivals.items(),
                        arrivals.items() == 1 ? "item waits" : "items wait",
                        Spans.words(arrivals.oldest()),
                        Spans.words(most)),
                details(arrivals).with("limit", most))
            .of(Sign.critical("BacklogTooOld", now.minus(arrivals.oldest()).plus(most)), schedule));
  }

  private static Optional<Condition> growing(Schedule schedule, Arrivals arrivals, Instant now) {
    boolean grows = arrivals.course().equals(Optional.of(Arrivals.Course.GROWS));
    return grows
        ? Optional.of(
            new Told(
                    "%s will not catch up: %s".formatted(schedule.name(), arrivals.says()),
                    details(arrivals))
                .of(Sign.warning("BacklogGrowing", now).holding(PASSES), schedule))
        : Optional.empty();
  }

  private static Details details(Arrivals arrivals) {
    return Details.NONE
        .with("items", arrivals.items())
        .with("oldest for", arrivals.oldest())
        .with("course", arrivals.says());
  }
}
