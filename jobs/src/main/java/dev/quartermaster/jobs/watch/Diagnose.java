package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.watchdog.Aside;
import dev.quartermaster.alerts.watchdog.Blocker;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.quartz.Repair;
import dev.quartermaster.jobs.quartz.Repairs;
import dev.quartermaster.jobs.quartz.TriggerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks why schedules do not fire: four statements of a quarter of a second at most. What cannot be
 * seen is left out, and holds back no page.
 */
final class Diagnose {

  private static final Logger LOG = LoggerFactory.getLogger(Diagnose.class);

  private static final Duration MOST = Duration.ofMillis(250);

  /** What was mended longer ago has nothing to do with it. */
  private static final Duration RECENT = Duration.ofHours(1);

  private Diagnose() {}

  /** Of these schedules. */
  static Diagnosis late(Handle handle, List<String> schedules, Instant now) {
    return new Diagnosis(
        part(handle, "triggers", aside -> TriggerState.of(aside, schedules)),
        part(handle, "nodes", Nodes::list),
        part(handle, "repairs", aside -> newest(Repairs.since(aside, now.minus(RECENT)))),
        part(handle, "locks", Blocker::worst));
  }

  private static Map<String, Repair> newest(List<Repair> newestFirst) {
    return newestFirst.stream()
        .collect(Collectors.toMap(Repair::schedule, Function.identity(), (newer, older) -> newer));
  }

  private static <T> Optional<T> part(Handle handle, String what, Aside.Look<T> look) {
    try {
      return Optional.of(Aside.look(handle, MOST, look));
    } catch (RuntimeException e) {
      LOG.warn("The diagnosis goes without the {}: {}", what, e.getMessage());
      return Optional.empty();
    }
  }
}
