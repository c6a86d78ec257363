package dev.quartermaster.jobs.catchup;

import dev.quartermaster.jobs.schedule.Schedule.Backfill;
import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What becomes of a planned time and of those before it that were missed: pure, so that it can be
 * rehearsed.
 *
 * @param runs whether the planned time itself has a run
 * @param missed the times that passed without one; for a time that is itself let go, with it
 * @param backfill those of the missed that run each on its own, in the order of their starts
 * @param says in plain words; empty when nothing was missed
 */
public record Decision(boolean runs, Missed missed, List<Instant> backfill, String says) {

  /** A planned time that is not on record this long after it counts as missed. */
  public static final Duration GRACE = Duration.ofSeconds(45);

  /** Was decided before. */
  public static final Decision NOTHING = new Decision(false, Missed.NONE, List.of(), "");

  /**
   * Decides about a planned time.
   *
   * @param through every planned time up to then was decided before
   * @param planned not after {@code now}, but for a little
   */
  public static Decision of(When when, Instant through, Instant planned, Instant now) {
    if (!planned.isAfter(through)) {
      return NOTHING;
    }
    Missed missed = Missed.between(when.timetable(), through, planned);
    return switch (when.catchUp()) {
      case COALESCE -> coalesce(missed);
      case SKIP -> skip(missed, planned, now);
      case BACKFILL -> backfill(when, missed, planned, now);
    };
  }

  private static Decision coalesce(Missed missed) {
    return new Decision(true, missed, List.of(), words(missed, "the next run stands for them"));
  }

  private static Decision skip(Missed missed, Instant planned, Instant now) {
    boolean late = now.isAfter(planned.plus(GRACE));
    Missed all = late ? missed.and(planned) : missed;
    return new Decision(!late, all, List.of(), words(all, "let go"));
  }

  private static Decision backfill(When when, Missed missed, Instant planned, Instant now) {
    if (missed.count() == 0) {
      return new Decision(true, missed, List.of(), "");
    }
    Backfill how = when.backfill();
    Instant oldest = missed.first().orElseThrow();
    Instant from = now.minus(how.window()).isAfter(oldest) ? now.minus(how.window()) : oldest;
    List<Instant> times =
        new ArrayList<>(Missed.newest(when.timetable(), from, planned, how.limit()));
    if (how.newestFirst()) {
      Collections.reverse(times);
    }
    return new Decision(true, missed, List.copyOf(times), words(missed, how, times.size()));
  }

  private static String words(Missed missed, Backfill how, int run) {
    String order =
        "%,d run one by one, %s first, %s apart"
            .formatted(run, how.newestFirst() ? "newest" : "oldest", how.every());
    long letGo = missed.count() - run;
    return words(
        missed,
        letGo == 0
            ? order
            : order
                + "; %,d are let go (catch-up-window %s, catch-up-limit %,d)"
                    .formatted(letGo, how.window(), how.limit()));
  }

  private static String words(Missed missed, String what) {
    if (missed.count() == 0) {
      return "";
    }
    String count =
        "%,d%s".formatted(missed.count(), missed.count() == Missed.MOST ? " or more" : "");
    return missed.count() == 1
        ? "1 planned time was missed, %s: %s".formatted(missed.first().orElseThrow(), what)
        : "%s planned times were missed, %s to %s: %s"
            .formatted(count, missed.first().orElseThrow(), missed.last().orElseThrow(), what);
  }
}
