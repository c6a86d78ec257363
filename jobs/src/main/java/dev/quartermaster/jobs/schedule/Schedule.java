package dev.quartermaster.jobs.schedule;

import dev.quartermaster.alerts.timetable.Blackout;
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
    /**
     * A job compiled into the product.
     *
     * @param settings of this job, by name
     */
    record BuiltIn(String job, Map<String, String> settings) implements Work {}

    /**
     * A job of the user's own, found by the service loader.
     *
     * @param settings handed to it as they are
     */
    record Java(String job, Map<String, String> settings) implements Work {}

    /**
     * A statement, run in batches until it touches no row.
     *
     * @param backlog a query of how much it has still to do: a number of rows and, if it likes, the
     *     instant since which the oldest of them waits
     */
    record Sql(String statement, Optional<String> backlog) implements Work {}

    /**
     * One request; {@code expect} is the status that counts as success.
     *
     * @param headers by name
     * @param body sent when it is there
     */
    record Http(
        String url,
        int expect,
        Duration timeout,
        String method,
        Map<String, String> headers,
        Optional<String> body)
        implements Work {}

    /**
     * A program without a shell.
     *
     * @param user that it runs as; empty for the node's own
     * @param stopWithin after TERM, before KILL
     */
    record Command(
        List<String> argv,
        Map<String, String> environment,
        Optional<String> directory,
        Optional<String> user,
        Duration stopWithin)
        implements Work {}

    /** Its kind and, of those that have one, its job: what a run that goes on cannot change. */
    default String name() {
      if (this instanceof BuiltIn builtIn) {
        return kind() + " " + builtIn.job();
      } else if (this instanceof Java java) {
        return kind() + " " + java.job();
      }
      return kind();
    }

    /** The configuration's word for it. */
    default String kind() {
      if (this instanceof Sql) {
        return "sql";
      } else if (this instanceof Http) {
        return "http";
      } else if (this instanceof Command) {
        return "command";
      } else if (this instanceof Java) {
        return "java";
      }
      return "built-in";
    }
  }

  /**
   * When it fires, and what happens to times that were missed or that overlap.
   *
   * @param backfill how missed times run, if {@code catchUp} wants each of them to
   * @param jitter spreads the start by up to this much after the planned time
   * @param retries how often a failed run is tried again
   */
  public record When(
      Timetable timetable,
      CatchUp catchUp,
      Backfill backfill,
      Overlap overlap,
      Duration jitter,
      int retries) {}

  /**
   * How missed times run one by one. Those beyond the window or the limit are let go, on record.
   *
   * @param window the oldest time that still runs
   * @param limit how many run at most, after one outage
   * @param newestFirst else the oldest is first
   * @param every the least distance between two starts
   */
  public record Backfill(Duration window, int limit, boolean newestFirst, Duration every) {
    /** Half a day of each minute at most, one every second. */
    public static final Backfill DEFAULT =
        new Backfill(Duration.ofDays(7), 720, false, Duration.ofSeconds(1));
  }

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
   * @param alertAfterFailures runs that failed one after the other, 1 or more
   * @param maintenance in its windows it fires as ever, but nobody is paged for it
   */
  public record Limits(
      Duration startWithin,
      Duration finishWithin,
      Duration progressWithin,
      Duration maxBacklogAge,
      Duration maxRuntime,
      int alertAfterFailures,
      Optional<Blackout> maintenance) {

    /** At all times, and the first run that fails is an alert. */
    public Limits(
        Duration startWithin,
        Duration finishWithin,
        Duration progressWithin,
        Duration maxBacklogAge,
        Duration maxRuntime) {
      this(
          startWithin,
          finishWithin,
          progressWithin,
          maxBacklogAge,
          maxRuntime,
          1,
          Optional.empty());
    }
  }

  /**
   * How the work is cut.
   *
   * @param size items a batch at first, 1 to 1,000,000
   * @param bounds within which the size is then fitted to what the database bears
   * @param workers threads on each node, 1 to 64
   * @param timeBudget after which a run hands the rest to the next one
   */
  public record Batching(int size, Bounds bounds, int workers, Duration timeBudget) {
    /** Fitted between a tenth and the double of the size. */
    public static Batching of(int size, int workers, Duration timeBudget) {
      return new Batching(size, Bounds.around(size), workers, timeBudget);
    }
  }

  /**
   * The least and the most items of a batch.
   *
   * @param least 1 or more
   * @param most not less than {@code least}
   */
  public record Bounds(int least, int most) {
    public static Bounds around(int size) {
      return new Bounds(Math.max(1, size / 10), Math.multiplyExact(size, 2));
    }
  }

  /** For the person who is called when it breaks. */
  public record About(String owner, String description, String runbook, List<String> tags) {}
}
