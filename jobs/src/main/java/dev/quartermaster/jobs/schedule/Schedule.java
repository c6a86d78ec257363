package dev.quartermaster.jobs.schedule;

import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One declared schedule: what runs, when, and what it is held to.
 *
 * @param name unique; lower-case letters, digits and hyphens
 * @param enabled a disabled schedule is known and shown, but does not fire
 */
public record Schedule(
    String name,
    boolean enabled,
    Work work,
    When when,
    Limits limits,
    Batching batching,
    About about) {

  /** What a firing does. */
  public sealed interface Work {
    /** A job compiled into the product, found by the schedule's name or by {@code job}. */
    record BuiltIn(String job) implements Work {}

    /** A statement, run in batches until it touches no row. */
    record Sql(String statement) implements Work {}

    /** One request; {@code expect} is the status that counts as success. */
    record Http(String url, int expect, Duration timeout) implements Work {}

    /** A program without a shell. */
    record Command(List<String> argv, Map<String, String> environment, Optional<String> directory)
        implements Work {}

    /** The configuration's word for it. */
    default String kind() {
      if (this instanceof Sql) {
        return "sql";
      } else if (this instanceof Http) {
        return "http";
      } else if (this instanceof Command) {
        return "command";
      }
      return "built-in";
    }
  }

  /**
   * When it fires, and what happens to times that were missed or that overlap.
   *
   * @param jitter spreads the start by up to this much after the planned time
   * @param retries how often a failed run is tried again
   */
  public record When(
      Timetable timetable, CatchUp catchUp, Overlap overlap, Duration jitter, int retries) {}

  /** What becomes of planned times that were missed. */
  public enum CatchUp {
    /** One run stands for all of them. */
    COALESCE,
    /** Each of them runs. */
    BACKFILL,
    /** None of them runs. */
    SKIP
  }

  /** What happens when a planned time comes while the last run still goes on. */
  public enum Overlap {
    FORBID,
    QUEUE,
    ALLOW
  }

  /**
   * What the watchdog holds it to.
   *
   * @param startWithin after the planned time
   * @param finishWithin after the start
   * @param progressWithin between two batches
   * @param maxBacklogAge age of the oldest item waiting
   * @param maxRuntime after which the run is stopped
   */
  public record Limits(
      Duration startWithin,
      Duration finishWithin,
      Duration progressWithin,
      Duration maxBacklogAge,
      Duration maxRuntime) {}

  /**
   * How the work is cut.
   *
   * @param size items a batch, 1 to 1,000,000
   * @param workers threads on each node, 1 to 64
   * @param timeBudget after which a run hands the rest to the next one
   */
  public record Batching(int size, int workers, Duration timeBudget) {}

  /** For the person who is called when it breaks. */
  public record About(String owner, String description, String runbook, List<String> tags) {}
}
