package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.run.Drills.Drill;
import dev.quartermaster.jobs.run.ScheduleRecord.Running;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The whole picture at one instant.
 *
 * @param region which of the platform's regions this is
 * @param at the database's clock
 * @param problems in plain words, worst first; empty when all is well
 * @param remedy what is being done about them
 */
public record Status(
    String region,
    Instant at,
    List<NodeStatus> nodes,
    List<ScheduleStatus> schedules,
    Quota quota,
    List<Alert> alerts,
    AlertPath alertPath,
    List<String> problems,
    Remedy remedy) {

  public boolean ok() {
    return problems.isEmpty();
  }

  /** Whether a node is up that fires what is due. */
  public boolean anyNodeFires() {
    return nodes.stream().anyMatch(ReadStatus::fires);
  }

  /**
   * A node.
   *
   * @param state up, draining, drained, late, dead or left
   */
  public record NodeStatus(String name, String state, Instant lastHeartbeatAt, String version) {}

  /**
   * A schedule.
   *
   * @param state ok, due, late, running, overrun, failing, new, paused or disabled
   * @param nextFireAt empty while it is paused
   * @param lateBySeconds how long the oldest planned time without a run has been waiting; 0 when
   *     none does
   */
  public record ScheduleStatus(
      String name,
      String state,
      Optional<Instant> lastFiredAt,
      Optional<Instant> nextFireAt,
      long lateBySeconds,
      boolean running,
      Optional<String> lastOutcome,
      Load load) {}

  /**
   * How much there is to do, and how it goes on.
   *
   * @param running the run that goes on
   * @param arrivals empty where nobody counts what waits
   * @param setAside items that fail and are left out
   */
  public record Load(Optional<Running> running, Optional<Arrivals> arrivals, long setAside) {

    /** Nothing is known, nothing is amiss. */
    public static final Load NONE = new Load(Optional.empty(), Optional.empty(), 0);

    /** How fast the run goes, in plain words; empty when nobody has said. */
    public Optional<String> pace() {
      return running.flatMap(Running::pace);
    }

    /** The same, when it is not full speed. */
    public Optional<String> unusualPace() {
      return pace().filter(says -> !says.startsWith("full speed"));
    }

    /** What is unusual, a sentence each: a pace that is not full speed, more than is done. */
    public List<String> unusual() {
      List<String> unusual = new ArrayList<>();
      unusualPace().ifPresent(unusual::add);
      arrivals
          .filter(its -> its.course().equals(Optional.of(Arrivals.Course.GROWS)))
          .map(Arrivals::says)
          .ifPresent(unusual::add);
      return List.copyOf(unusual);
    }
  }

  /**
   * Accounts.
   *
   * @param overdue periods that have ended and are not settled
   */
  public record Quota(
      long accounts, long inTarpit, long overdue, long oldestOverdueSeconds, Eta eta) {

    /** Until none is overdue; empty when nobody can say. */
    public OptionalLong etaSeconds() {
      return eta.seconds();
    }
  }

  /**
   * When none will be overdue any more.
   *
   * @param seconds from now on, at the measured rates; empty when it cannot be said
   * @param says what it rests on, or why it cannot be said; in plain words
   */
  public record Eta(OptionalLong seconds, String says) {
    static Eta none(String why) {
      return new Eta(OptionalLong.empty(), why);
    }
  }

  /**
   * Whether a page would reach somebody.
   *
   * @param lastProvedAt the oldest of the channels' proofs
   * @param channels that are configured, in their order
   * @param drill the newest one; empty when there was none yet
   */
  public record AlertPath(
      Optional<Instant> lastProvedAt,
      boolean ok,
      List<ChannelProof> channels,
      Optional<Drill> drill) {}

  /**
   * What is being done.
   *
   * @param doing by people who were told and by runs that go on; in plain words
   * @param backlog how many periods were overdue in the last quarter of an hour, oldest first;
   *     evenly spaced, and empty when nobody counted
   */
  public record Remedy(List<String> doing, List<Long> backlog) {
    /** Nothing is. */
    public static final Remedy NONE = new Remedy(List.of(), List.of());
  }

  /** When a channel last took a test; empty when it never did. */
  public record ChannelProof(String channel, Optional<Instant> at) {}
}
