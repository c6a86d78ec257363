package dev.quartermaster.ops.bench;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.bench.Lateness.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Fires declared schedules by the product and by plain Quartz, each on two nodes, one after the
 * other on one database server.
 *
 * @param sizes how many schedules, trial by trial
 * @param minutes how long each side is measured
 * @param progress hears a line for each step
 */
record SchedulesTrial(List<Integer> sizes, int minutes, Consumer<String> progress) {

  /** Between the start of the second node and the first planned time that counts. */
  private static final Duration SETTLE = Duration.ofSeconds(5);

  /** What has not fired this long after the last planned time is lost. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Takes a few minutes for each size. */
  SchedulesReport run() {
    List<SchedulesReport.Trial> trials = new ArrayList<>();
    for (int size : sizes) {
      try (Scratch scratch = Scratch.open()) {
        Machine machine = scratch.database().transaction(Machine::of);
        PlainQuartz.lay(scratch.database());
        trials.add(
            new SchedulesReport.Trial(
                size,
                machine,
                measure(FiringSide.OURS, scratch, size),
                measure(FiringSide.PLAIN_QUARTZ, scratch, size)));
      }
    }
    return new SchedulesReport(minutes, trials);
  }

  private List<Lateness> measure(FiringSide side, Scratch scratch, int size) {
    scratch.comeToRest();
    tell("%s: declaring %,d schedules on two nodes", side.text(), size);
    try (FiringProcess one = FiringProcess.start(side, "one", scratch, size);
        FiringProcess two = FiringProcess.start(side, "two", scratch, size)) {
      Window window = new Window(nextMinute(scratch), minutes);
      tell("%s: measuring from %s on for %d min", side.text(), window.begin(), minutes);
      Declared declared = Declared.of(size);
      await(side, scratch, window, declared);
      FiringProcess.requireAlive(side, List.of(one, two));
      return latenesses(side, scratch, window, declared);
    }
  }

  private static Instant nextMinute(Scratch scratch) {
    return scratch
        .database()
        .transaction(DatabaseClock::now)
        .plus(SETTLE)
        .truncatedTo(ChronoUnit.MINUTES)
        .plus(1, ChronoUnit.MINUTES);
  }

  private static void await(FiringSide side, Scratch scratch, Window window, Declared declared) {
    Instant now = scratch.database().transaction(DatabaseClock::now);
    Duration left = Duration.between(now, window.end());
    RetryPolicy<Boolean> untilAllFired =
        RetryPolicy.<Boolean>builder()
            .handleResult(false)
            .abortOn(Exception.class)
            .withMaxRetries(-1)
            .withMaxDuration(left.plus(PATIENCE))
            .withDelay(LOOK)
            .build();
    Failsafe.with(untilAllFired)
        .get(
            () ->
                !scratch.database().transaction(DatabaseClock::now).isBefore(window.end())
                    && latenesses(side, scratch, window, declared).stream()
                        .allMatch(lateness -> lateness.lost() == 0));
  }

  private static List<Lateness> latenesses(
      FiringSide side, Scratch scratch, Window window, Declared declared) {
    return scratch
        .database()
        .transaction(
            handle ->
                List.of(
                    Lateness.of(
                        handle,
                        side,
                        window,
                        Declared.MINUTE,
                        (long) declared.eachMinute().size() * window.minutes()),
                    Lateness.of(
                        handle,
                        side,
                        window,
                        Declared.SECOND,
                        60L * declared.eachSecond().size() * window.minutes())));
  }

  private void tell(String format, Object... values) {
    progress.accept(String.format(Locale.ROOT, format, values));
  }
}
