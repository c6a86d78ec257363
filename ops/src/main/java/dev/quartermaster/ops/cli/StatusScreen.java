package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.status.ReadStatus;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The status on one screen: is it all right; if not, what is being done; and until when. */
record StatusScreen(Status status) {

  /**
   * More lines would not fit beside the rest; those in which something is the matter come first.
   */
  private static final int MOST_SCHEDULES = 14;

  /** More nodes are counted by their state. */
  private static final int MOST_NODES = 4;

  private static final int LABEL = 9;

  private static final Map<String, Paint> STATES =
      Map.of(
          "late", Paint.BAD,
          "overrun", Paint.BAD,
          "failing", Paint.BAD,
          "dead", Paint.BAD,
          "running", Paint.BUSY,
          "due", Paint.BUSY,
          "paused", Paint.BUSY,
          "disabled", Paint.FAINT);

  void print(PrintStream out) {
    headline(out);
    labelled(out, "wrong", Paint.BAD, status.problems());
    labelled(out, "doing", Paint.BUSY, doing());
    labelled(out, "until", Paint.BUSY, until());
    if (!status.ok() || !doing().isEmpty()) {
      out.println();
    }
    labelled(out, "quota", Paint.STRONG, List.of(quota()));
    labelled(out, "backlog", Paint.STRONG, curve());
    labelled(out, "nodes", Paint.STRONG, List.of(nodes()));
    labelled(out, "pages", Paint.STRONG, List.of(pages()));
    out.println();
    schedules(out);
  }

  private void headline(PrintStream out) {
    String verdict = status.ok() ? Paint.GOOD.on("✔ All is well.") : Paint.BAD.on("✘ Not well.");
    out.printf("%s  %s  region %s%n", verdict, When.absolute(status.at()), status.region());
  }

  /** Below each other beside one label. */
  private static void labelled(PrintStream out, String label, Paint paint, List<String> sentences) {
    String margin = " ".repeat(LABEL);
    String first = paint.on(label) + margin.substring(label.length());
    String point = paint == Paint.STRONG ? "" : "· ";
    int indent = LABEL + point.length();
    for (String sentence : sentences) {
      out.println(first + point + Table.wrapped(sentence, indent).substring(indent));
      first = margin;
    }
  }

  private List<String> doing() {
    if (!status.remedy().doing().isEmpty() || status.ok()) {
      return status.remedy().doing();
    }
    return List.of("nothing by itself");
  }

  private List<String> until() {
    Status.Quota quota = status.quota();
    if (status.ok() || quota.overdue() == 0) {
      return List.of();
    }
    return List.of(
        quota.etaSeconds().isPresent()
            ? "all periods are settled in about %s, at %s: %s"
                .formatted(
                    Spans.words(quota.etaSeconds().getAsLong()),
                    When.absolute(status.at().plusSeconds(quota.etaSeconds().getAsLong())),
                    quota.eta().says())
            : "nobody can say: %s; 'schedules run cpu-reset' settles the periods now"
                .formatted(quota.eta().says()));
  }

  private String quota() {
    Status.Quota quota = status.quota();
    String overdue = overdue(quota.overdue(), Spans.words(quota.oldestOverdueSeconds()));
    return "%,d accounts · %,d in the tarpit · %s"
        .formatted(quota.accounts(), quota.inTarpit(), overdue);
  }

  private static String overdue(long periods, String oldest) {
    return switch (Math.toIntExact(Math.min(2, periods))) {
      case 0 -> "no period overdue";
      case 1 -> "1 period overdue, for " + oldest;
      default -> "%,d periods overdue, the oldest for %s".formatted(periods, oldest);
    };
  }

  /** Where there was one at all. */
  private List<String> curve() {
    List<Long> backlog = status.remedy().backlog();
    long most = backlog.stream().mapToLong(Long::longValue).max().orElse(0);
    return Terminal.draws() && most > 0
        ? List.of(
            "%s  the last %d min, at most %,d"
                .formatted(Sparkline.of(backlog), ReadStatus.CURVE.toMinutes(), most))
        : List.of();
  }

  private String nodes() {
    List<NodeStatus> nodes = status.nodes();
    if (nodes.isEmpty()) {
      return "none";
    }
    boolean few = nodes.size() <= MOST_NODES;
    List<String> said = new ArrayList<>();
    if (!few) {
      nodes.stream()
          .collect(Collectors.groupingBy(NodeStatus::state, Collectors.counting()))
          .forEach((state, count) -> said.add("%,d %s".formatted(count, state)));
    }
    nodes.stream()
        .filter(node -> few || !node.state().equals("up"))
        .limit(MOST_NODES)
        .map(this::node)
        .forEach(said::add);
    return String.join(" · ", said);
  }

  private String node(NodeStatus node) {
    return "%s %s, heartbeat %s, %s"
        .formatted(
            node.name(),
            node.state(),
            When.relative(node.lastHeartbeatAt(), status.at()),
            node.version());
  }

  private String pages() {
    Status.AlertPath path = status.alertPath();
    String proved =
        path.lastProvedAt()
            .map(
                at ->
                    (path.ok() ? "proved " : "a channel is not well, see 'alerts test'; proved ")
                        + When.relative(at, status.at()))
            .orElse("not proved yet; 'alerts test' does it");
    return proved
        + path.drill()
            .filter(drill -> drill.ended().isPresent() && drill.frozen().isPresent())
            .map(
                drill ->
                    drill
                        .pagedAfter()
                        .map(took -> " · the last drill was paged after " + Spans.words(took))
                        .orElse(" · in the last drill nobody was paged"))
            .orElse("");
  }

  private void schedules(PrintStream out) {
    List<ScheduleStatus> all = status.schedules();
    List<ScheduleStatus> shown =
        all.size() <= MOST_SCHEDULES
            ? all
            : all.stream()
                .sorted((a, b) -> Boolean.compare(isQuiet(a), isQuiet(b)))
                .limit(MOST_SCHEDULES)
                .toList();
    Table table = new Table("SCHEDULE", "STATE", "LAST FIRED", "NEXT", "LAST OUTCOME").giving(0);
    shown.forEach(schedule -> table.row(row(schedule)));
    List<String> lines = Lines.of(table::print);
    out.println(Paint.STRONG.on(lines.get(0)));
    for (int row = 0; row < shown.size(); row++) {
      out.println(painted(shown.get(row)).apply(lines.get(row + 1)));
    }
    if (shown.size() < all.size()) {
      out.printf("and %,d more: 'schedules list'%n", all.size() - shown.size());
    }
  }

  private String[] row(ScheduleStatus schedule) {
    return new String[] {
      schedule.name(),
      schedule.lateBySeconds() > 0
          ? "late by " + Spans.words(schedule.lateBySeconds())
          : schedule.state(),
      schedule.lastFiredAt().map(at -> When.relative(at, status.at())).orElse("never"),
      schedule.nextFireAt().map(this::next).orElse("-"),
      schedule.lastOutcome().orElse("-")
    };
  }

  private String next(Instant at) {
    return status.anyNodeFires() ? When.relative(at, status.at()) : "no node up";
  }

  private static boolean isQuiet(ScheduleStatus schedule) {
    return !STATES.containsKey(schedule.state()) || schedule.state().equals("disabled");
  }

  private static Function<String, String> painted(ScheduleStatus schedule) {
    Paint paint = STATES.get(schedule.state());
    return paint == null ? Function.identity() : paint::on;
  }
}
