package dev.quartermaster.jobs.pace;

import static dev.quartermaster.jobs.pace.InWords.count;
import static dev.quartermaster.jobs.pace.InWords.figure;
import static dev.quartermaster.jobs.pace.InWords.rate;
import static dev.quartermaster.jobs.pace.InWords.time;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What comes in against what is done: figured from samples of a backlog. They should cover several
 * runs of the schedule: between two runs every backlog rises.
 *
 * @param items that wait, by the newest sample
 * @param oldest how long the oldest of them has been due
 * @param flow empty while there are too few samples
 */
public record Arrivals(long items, Duration oldest, Optional<Flow> flow) {

  /** Rates nearer to each other than this part are the same: samples are coarse. */
  private static final double SAME = 0.05;

  /** A shorter time tells no rate. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Which way a backlog goes. */
  public enum Course {
    EMPTY,
    SHRINKS,
    STAYS,
    GROWS
  }

  /**
   * Items a second, on average between the oldest sample and the newest.
   *
   * @param in that became due
   * @param done by all nodes
   */
  public record Flow(double in, double done, Course course) {}

  /**
   * From the samples of one schedule, oldest first.
   *
   * @return empty without a sample
   */
  public static Optional<Arrivals> of(List<BacklogSample> samples) {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    BacklogSample newest = samples.get(samples.size() - 1);
    List<BacklogSample> counted = samples.subList(firstOfOneCount(samples), samples.size());
    return Optional.of(new Arrivals(newest.items(), newest.oldest(), flow(counted)));
  }

  /** A count that fell was begun again: what is before it does not belong to it. */
  private static int firstOfOneCount(List<BacklogSample> samples) {
    int first = samples.size() - 1;
    while (first > 0 && samples.get(first - 1).done() <= samples.get(first).done()) {
      first--;
    }
    return first;
  }

  private static Optional<Flow> flow(List<BacklogSample> samples) {
    BacklogSample from = samples.get(0);
    BacklogSample to = samples.get(samples.size() - 1);
    Duration span = Duration.between(from.at(), to.at());
    if (span.compareTo(SHORTEST) < 0) {
      return Optional.empty();
    }
    double seconds = span.toNanos() / 1e9;
    double done = (to.done() - from.done()) / seconds;
    // Items may also leave undone, such as those of a deleted account.
    double in = Math.max(0, (to.items() - from.items()) / seconds + done);
    return Optional.of(new Flow(in, done, course(samples, in, done)));
  }

  private static Course course(List<BacklogSample> samples, double in, double done) {
    long items = samples.get(samples.size() - 1).items();
    if (in - done > SAME * in && isLeftWithMore(samples)) {
      return Course.GROWS;
    } else if (items == 0) {
      return Course.EMPTY;
    }
    return done - in > SAME * done ? Course.SHRINKS : Course.STAYS;
  }

  /**
   * By what is left when it is lowest, later against earlier: that it rises in between is normal.
   */
  private static boolean isLeftWithMore(List<BacklogSample> samples) {
    int half = samples.size() / 2;
    return lowest(samples.subList(half, samples.size())) > lowest(samples.subList(0, half));
  }

  private static long lowest(List<BacklogSample> samples) {
    return samples.stream().mapToLong(BacklogSample::items).min().orElseThrow();
  }

  /** Empty while there are too few samples. */
  public Optional<Course> course() {
    return flow.map(Flow::course);
  }

  /** When nothing will wait any more, at these rates; empty when it does not shrink. */
  public Optional<Duration> untilEmpty() {
    return flow.flatMap(
        now ->
            switch (now.course()) {
              case EMPTY -> Optional.of(Duration.ZERO);
              case SHRINKS -> Optional.of(drainedIn(now));
              case STAYS, GROWS -> Optional.empty();
            });
  }

  private Duration drainedIn(Flow now) {
    return Duration.ofMillis(Math.round(items * 1000.0 / (now.done() - now.in())));
  }

  /** In a sentence, with the figures. */
  public String says() {
    return waiting()
        + flow.map(now -> "; " + says(now)).orElse("; too few samples to tell how fast it goes");
  }

  private String waiting() {
    return items == 0
        ? "nothing waits"
        : "%s %s, the oldest for %s"
            .formatted(count(items), items == 1 ? "waits" : "wait", time(oldest));
  }

  private String says(Flow now) {
    String figures = "%s are done, %s come in".formatted(rate(now.done()), rate(now.in()));
    return switch (now.course()) {
      case EMPTY -> figures;
      case SHRINKS -> "%s: empty in %s".formatted(figures, time(drainedIn(now)));
      case STAYS ->
          now.done() == 0 && now.in() == 0
              ? "nothing is done, nothing comes in: it stands still"
              : figures + ": it stays about as it is";
      case GROWS ->
          "arrivals are faster than the drain: %s come in, %s are done; it grows by %s"
              .formatted(rate(now.in()), rate(now.done()), growth(now.in() - now.done()));
    };
  }

  private static String growth(double perSecond) {
    double perMinute = perSecond * 60;
    return perMinute >= 1 ? figure(perMinute) + " a minute" : figure(perMinute * 60) + " an hour";
  }
}
