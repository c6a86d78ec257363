package dev.quartermaster.jobs.quartz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts firings on record: as many together as come together. When that fails, by halves, so that
 * the one that fails does not keep the others from theirs; it then rests before it is tried again.
 */
final class Recording {

  /** How long a schedule rests whose firing failed. */
  static final Duration REST = Duration.ofSeconds(1);

  /** Nobody else fires what this node holds meanwhile: when all fail, it is not one of them. */
  private static final Duration LONGEST_SEARCH = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

  private final Consumer<List<Planned>> firing;
  private final LongSupplier nanos;
  private final Map<String, Long> restUntil = new ConcurrentHashMap<>();

  /**
   * Of firings, and of monotonic time.
   *
   * @param firing must bear to be told of the same planned time again
   */
  Recording(Consumer<List<Planned>> firing, LongSupplier nanos) {
    this.firing = firing;
    this.nanos = nanos;
  }

  /** Returns those that are on record now; the others rest. */
  List<Planned> record(List<Planned> planned) {
    List<Planned> recorded = new ArrayList<>();
    if (!planned.isEmpty()) {
      record(planned, nanos.getAsLong() + LONGEST_SEARCH.toNanos(), recorded);
    }
    return recorded;
  }

  private void record(List<Planned> planned, long giveUp, List<Planned> recorded) {
    try {
      firing.accept(planned);
      recorded.addAll(planned);
    } catch (RuntimeException e) {
      if (planned.size() == 1 || nanos.getAsLong() - giveUp >= 0) {
        rest(planned, e);
      } else {
        int half = planned.size() / 2;
        record(planned.subList(0, half), giveUp, recorded);
        record(planned.subList(half, planned.size()), giveUp, recorded);
      }
    }
  }

  private void rest(List<Planned> planned, RuntimeException why) {
    LOG.warn(
        "The firing of '{}' for {}{} could not be put on record, and is tried again: {}",
        planned.get(0).schedule(),
        planned.get(0).plannedFor(),
        planned.size() == 1 ? "" : " and of %d others".formatted(planned.size() - 1),
        why.getMessage());
    long until = nanos.getAsLong() + REST.toNanos();
    planned.forEach(one -> restUntil.put(one.schedule(), until));
  }

  /** The schedules whose firings failed a moment ago. */
  List<String> resting() {
    long now = nanos.getAsLong();
    restUntil.values().removeIf(until -> now - until >= 0);
    return List.copyOf(restUntil.keySet());
  }
}
