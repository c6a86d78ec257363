package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.AlertPath;
import dev.quartermaster.ops.status.Status.ChannelProof;
import dev.quartermaster.ops.status.Status.Eta;
import dev.quartermaster.ops.status.Status.Load;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.Remedy;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Hand-made pictures of the system at one instant. */
public final class Pictures {

  public static final Instant NOW = Instant.parse("2026-05-03T11:06:20Z");

  private static final Quota CALM =
      new Quota(
          1_204_518, 8_431, 212, 42, new Eta(OptionalLong.of(41), "as fast as it went before"));

  private Pictures() {}

  public static Status allWell() {
    return picture(
        List.of(node("hk-1", "up", 1), node("hk-2", "up", 0), node("hk-3", "left", 190_000)),
        List.of(
            schedule("cpu-reset", "ok", 20, Optional.of(40L), "succeeded"),
            schedule("always-on-restart", "running", 5, Optional.of(55L), ""),
            schedule("backup-check", "due", 300, Optional.of(300L), "handed-on"),
            schedule("purge-sessions", "ok", 27_380, Optional.of(59_020L), "succeeded"),
            schedule("nightly-report", "disabled", 200_000, Optional.empty(), "skipped")),
        CALM,
        List.of());
  }

  public static Status lateAndOverdue() {
    ScheduleStatus reset =
        new ScheduleStatus(
            "cpu-reset",
            "running",
            Optional.of(ago(12)),
            Optional.of(NOW.plusSeconds(40)),
            0,
            true,
            Optional.empty(),
            Load.NONE);
    ScheduleStatus late =
        new ScheduleStatus(
            "purge-sessions",
            "late",
            Optional.of(ago(86_780)),
            Optional.of(NOW.plusSeconds(59_020)),
            27_980,
            false,
            Optional.of("succeeded"),
            Load.NONE);
    return picture(
        List.of(node("hk-1", "up", 1), node("hk-2", "dead", 1_510)),
        List.of(reset, late, schedule("backup-check", "failing", 80, Optional.of(220L), "failed")),
        new Quota(
            1_204_518,
            96_022,
            100_000,
            91_640,
            new Eta(OptionalLong.of(23), "as fast as it went before")),
        List.of(
            "node hk-2 is dead",
            "purge-sessions is 7 h 46 min late",
            "the last run of backup-check failed: see 'schedules history backup-check'",
            "100,000 periods are overdue, the oldest for 1 d 1 h"));
  }

  public static Status noNode() {
    return picture(
        List.of(node("hk-1", "dead", 640)),
        List.of(schedule("cpu-reset", "late", 660, Optional.of(40L), "succeeded")),
        new Quota(1_000, 12, 7, 580, new Eta(OptionalLong.empty(), "no node is up to do it")),
        List.of(
            "no node is up: nothing fires; start one with 'up' or 'node'",
            "node hk-1 is dead",
            "cpu-reset is 10 min late"));
  }

  public static Status brandNew() {
    return picture(
        List.of(node("hk-1", "up", 0)),
        List.of(
            new ScheduleStatus(
                "cpu-reset",
                "new",
                Optional.empty(),
                Optional.of(NOW.plusSeconds(40)),
                0,
                false,
                Optional.empty(),
                Load.NONE)),
        new Quota(0, 0, 0, 0, new Eta(OptionalLong.of(0), "as fast as it went before")),
        List.of());
  }

  /** All well, but for the name of a schedule that means harm. */
  public static Status hostile() {
    String name = "<script>alert('x')</script>&\"{}";
    return picture(
        List.of(node(name, "up", 0)),
        List.of(schedule(name, "failing", 20, Optional.of(40L), name)),
        CALM,
        List.of("the last run of " + name + " failed"));
  }

  /** All well, but for these alerts. */
  public static Status with(List<Alert> alerts) {
    Status well = allWell();
    return new Status(
        well.region(),
        NOW,
        well.nodes(),
        well.schedules(),
        well.quota(),
        alerts,
        well.alertPath(),
        List.of("an alert"),
        Remedy.NONE);
  }

  private static Status picture(
      List<NodeStatus> nodes, List<ScheduleStatus> schedules, Quota quota, List<String> problems) {
    return new Status(
        "us",
        NOW,
        nodes,
        schedules,
        quota,
        List.of(),
        new AlertPath(
            Optional.of(ago(7_580)),
            true,
            List.of(
                new ChannelProof("pager", Optional.of(ago(7_580))),
                new ChannelProof("mail", Optional.empty())),
            Optional.empty()),
        problems,
        Remedy.NONE);
  }

  private static NodeStatus node(String name, String state, long silentSeconds) {
    return new NodeStatus(name, state, ago(silentSeconds), "0.1.0");
  }

  private static ScheduleStatus schedule(
      String name, String state, long firedSecondsAgo, Optional<Long> nextIn, String outcome) {
    return new ScheduleStatus(
        name,
        state,
        Optional.of(ago(firedSecondsAgo)),
        nextIn.map(NOW::plusSeconds),
        state.equals("late") ? firedSecondsAgo - 60 : 0,
        state.equals("running"),
        Optional.of(outcome).filter(word -> !word.isEmpty()),
        Load.NONE);
  }

  private static Instant ago(long seconds) {
    return NOW.minus(Duration.ofSeconds(seconds));
  }
}
