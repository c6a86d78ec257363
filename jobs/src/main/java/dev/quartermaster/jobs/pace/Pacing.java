package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.InWords.count;
import static dev.quartermaster.jobs.pace.InWords.time;

import dev.quartermaster.jobs.pace.Pace.Mode;
import dev.quartermaster.jobs.schedule.Schedule.Bounds;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides the pace of a run: values in, values out.
 *
 * <p>The size answers how long a batch holds its locks ({@link Fitting}); the rest, how much of the
 * database the run takes. So pressure never changes what size fits, only how soon the next batch
 * comes, and a hold makes that one small.
 */
public final class Pacing {

  /** Even while it is held, a hand does a batch this often at least. */
  public static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

  private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);

  /** The longest rest of a run that is slowed, whatever its batches take. */
  static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /** Held for this long in vain, a run is no more held but slowed: it is not what presses. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int REST_IN_VAIN = 4;

  /**
   * What stays the same for a run.
   *
   * @param tables that it writes
   * @param usual what an item of this schedule took lately; empty when that is unknown
   */
  public record Settings(
      Bounds bounds, Set<String> tables, Optional<Duration> usual, Limits limits) {}

  /**
   * What one decision leaves to the next.
   *
   * @param size that fits, with its fraction
   * @param held for how long, in one stretch
   */
  record State(double size, Set<Cause> causes, Duration held) {
    static State begin(Settings settings, int size) {
      return new State(Fitting.within(settings.bounds(), size), Set.of(), Duration.ZERO);
    }

    boolean isHeld() {
      return causes.stream().anyMatch(Cause::holds);
    }

    private boolean isHeldInVain() {
      return isHeld() && held.compareTo(PATIENCE) >= 0;
    }

    Mode mode() {
      if (causes.isEmpty()) {
        return Mode.FULL;
      }
      return isHeld() && !isHeldInVain() ? Mode.HELD : Mode.SLOWED;
    }

    private State with(double fitted) {
      return new State(fitted, causes, held);
    }
  }

  private final Settings settings;

  Pacing(Settings settings) {
    this.settings = settings;
  }

  /** After a batch; once for each. */
  State fit(State before, Recent recent) {
    return before.with(Fitting.next(before.size(), settings.bounds(), recent));
  }

  /** Before a batch. */
  State next(State before, Situation now) {
    Set<Cause> causes = EnumSet.noneOf(Cause.class);
    for (Cause cause : Cause.values()) {
      if (cause.isThere(before.causes().contains(cause), now, settings)) {
        causes.add(cause);
      }
    }
    boolean isHeld = causes.stream().anyMatch(Cause::holds);
    Duration held = before.isHeld() && isHeld ? before.held().plus(now.since()) : Duration.ZERO;
    return new State(before.size(), causes, held);
  }

  /** What a state means. */
  Pace pace(State state, Situation now) {
    Mode mode = state.mode();
    int size = mode == Mode.HELD ? settings.bounds().least() : (int) state.size();
    Duration rest = rest(state, now);
    return new Pace(size, rest, mode, says(state, size, rest, now));
  }

  private static Duration rest(State state, Situation now) {
    if (state.mode() == Mode.HELD) {
      // One second, and then as long again as it has been: a short fault costs little.
      return max(SHORTEST_HOLD, min(LONGEST_HOLD, state.held()));
    }
    int times = state.isHeldInVain() ? REST_IN_VAIN : longestRest(state.causes());
    return min(LONGEST_REST, now.recent().took().orElse(Fitting.TARGET).multipliedBy(times));
  }

  private static int longestRest(Collection<Cause> causes) {
    return causes.stream().mapToInt(Cause::rest).max().orElse(0);
  }

  private String says(State state, int size, Duration rest, Situation now) {
    return switch (state.mode()) {
      case FULL -> fullSpeed(size, now.recent());
      case SLOWED ->
          "batches of %s, resting %s between: %s%s"
              .formatted(count(size), time(rest), inVain(state), because(state, now));
      case HELD ->
          "held back to a batch of %s after %s: %s"
              .formatted(count(size), time(rest), because(state, now));
    };
  }

  private String fullSpeed(int size, Recent recent) {
    String least = size == settings.bounds().least() ? ", the least allowed," : "";
    return "full speed: batches of %s%s %s"
        .formatted(
            count(size),
            least,
            recent.took().map(took -> "take " + time(took)).orElse("to begin with"));
  }

  private static String inVain(State state) {
    return state.isHeldInVain()
        ? "holding back for %s did not help, still ".formatted(time(PATIENCE))
        : "";
  }

  private String because(State state, Situation now) {
    return state.causes().stream()
        .map(cause -> Wording.of(cause, now, settings))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
