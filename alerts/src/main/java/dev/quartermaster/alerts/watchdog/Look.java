package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at everything, and what is decided by it: in one transaction. */
final class Look {

  private static final Logger LOG = LoggerFactory.getLogger(Look.class);

  /**
   * What was not watched may look wrong, and is perhaps just being made up for: nothing that began
   * before is believed until so long after the watch began again.
   */
  static final Duration GRACE = Duration.ofSeconds(30);

  /**
   * Of each source: one that hangs holds none of the others up for longer. Well below the time
   * after which a database that does not answer is taken to be gone.
   */
  private static final String BOUNDS =
      "SET LOCAL statement_timeout = '3s'; SET LOCAL lock_timeout = '1s'";

  private static final String BLIND = "WatchBlind";

  /** A statement that took too long once is no news. */
  private static final Duration BLIND_FOR = Duration.ofMinutes(1);

  private final Handle handle;
  private final List<Source> sources;
  private final Turns.Turn turn;
  private final List<Condition> conditions = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  Look(Handle handle, List<Source> sources, Turns.Turn turn) {
    this.handle = handle;
    this.sources = sources;
    this.turn = turn;
  }

  void decide(Policy policy) {
    handle.execute(BOUNDS);
    seen.add(BLIND);
    sources.forEach(this::ask);
    Deciding.decide(
        handle,
        new Findings(conditions.stream().map(this::believed).toList(), seen, Optional.of(known())),
        policy,
        turn.now());
    Turns.decided(handle, turn);
  }

  private Set<String> known() {
    Set<String> known = new HashSet<>(Set.of(BLIND));
    sources.forEach(source -> known.addAll(source.names()));
    return known;
  }

  /** A source that fails hides nothing that others find, and ends nothing that it found before. */
  private void ask(Source source) {
    handle.savepoint("source");
    try {
      List<Condition> found = source.look(handle, turn.now());
      source.record(handle, turn.now());
      conditions.addAll(found);
      seen.addAll(source.names());
      handle.releaseSavepoint("source");
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      handle.rollbackToSavepoint("source");
      LOG.warn("{} could not look: {}", source.name(), e.getMessage());
      conditions.add(blind(source, String.valueOf(e.getMessage())));
    }
  }

  private Condition blind(Source source, String why) {
    return new Condition(
        new Cause(BLIND, source.name()),
        Severity.WARNING,
        turn.now(),
        BLIND_FOR,
        new Condition.Text(
            "the watch cannot look for %s".formatted(String.join(", ", sorted(source.names()))),
            Map.of("error", why.lines().findFirst().orElse("")),
            Map.of(),
            Optional.of("ops/runbooks/alert-path.md")));
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private Condition believed(Condition condition) {
    Instant from = turn.awakeSince().plus(GRACE);
    if (!condition.since().isBefore(turn.awakeSince())) {
      return condition;
    }
    Duration wait = Duration.between(condition.since(), from);
    return wait.compareTo(condition.holdFor()) <= 0
        ? condition
        : new Condition(
            condition.cause(), condition.severity(), condition.since(), wait, condition.text());
  }
}
