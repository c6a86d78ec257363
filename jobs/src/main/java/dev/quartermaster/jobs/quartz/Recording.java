package dev.quartermaster.jobs.quartz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Firings firings;
  private final LongSupplier nanos;
  private final Map<String, Long> restUntil = new ConcurrentHashMap<>();

  /**
   * With that.
   *
   * @param nanos monotonic time
   */
  Recording(Firings firings, LongSupplier nanos) {
    this.firings = firings;
    this.nanos = nanos;
  }

  /** Returns those that are on record now; the others rest. */
  List<PlannedTime> record(List<PlannedTime> planned) {
    List<PlannedTime> recorded = new ArrayList<>();
    if (!planned.isEmpty()) {
      record(planned, nanos.getAsLong() + LONGEST_SEARCH.toNanos(), recorded);
    }
    return recorded;
  }

  private void record(List<PlannedTime> planned, long giveUp, List<PlannedTime> recorded) {
    try {
      Map<String, String> refused = firings.record(planned);
      for (PlannedTime one : planned) {
        String why = refused.get(one.schedule());
        if (why == null) {
          recorded.add(one);
        } else {
          rest(List.of(one), why);
        }
      }
    } catch (RuntimeException e) {
      if (planned.size() == 1 || nanos.getAsLong() - giveUp >= 0) {
        rest(planned, e.toString());
      } else {
        int half = planned.size() / 2;
        record(planned.subList(0, half), giveUp, recorded);
        record(planned.subList(half, planned.size()), giveUp, recorded);
      }
    }
  }

  private void rest(List<PlannedTime> planned, String why) {
    LOG.warn(
        "The firing of '{}' for {}{} could not be put on record, and is tried again: {}",
        planned.get(0).schedule(),
        planned.get(0).at(),
        planned.size() == 1 ? "" : " and of %d others".formatted(planned.size() - 1),
        why);
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
