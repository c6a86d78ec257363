package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is being done about what is wrong, and when it will be done, in sentences. */
record Outlook(Status status, Clock clock) {

  private static final String RESET = "cpu-reset";

  static Outlook of(Status status) {
    return new Outlook(status, new Clock(status.at()));
  }

  /** Empty when nothing is wrong. */
  List<String> sentences() {
    if (status.ok()) {
      return List.of();
    }
    if (up().isEmpty()) {
      return List.of(
          "Nothing, until a node is up.",
          "Allowances stay right meanwhile: they follow the clock, not the job.");
    }
    List<String> sentences = new ArrayList<>();
    takeover().ifPresent(sentences::add);
    settling().ifPresent(sentences::add);
    status.schedules().stream()
        .filter(schedule -> schedule.state().equals("late") || schedule.state().equals("failing"))
        .forEach(schedule -> again(schedule).ifPresent(sentences::add));
    return List.copyOf(sentences);
  }

  private List<String> up() {
    return status.nodes().stream()
        .filter(node -> node.state().equals("up"))
        .map(NodeStatus::name)
        .toList();
  }

  private Optional<String> takeover() {
    boolean anyGone =
        status.nodes().stream()
            .anyMatch(node -> node.state().equals("late") || node.state().equals("dead"));
    List<String> up = up();
    return anyGone
        ? Optional.of(
            "%s %s on with the work."
                .formatted(String.join(", ", up), up.size() == 1 ? "carries" : "carry"))
        : Optional.empty();
  }

  private Optional<String> settling() {
    Quota quota = status.quota();
    if (quota.overdue() == 0) {
      return Optional.empty();
    }
    String what = String.format(Locale.ROOT, "%,d overdue periods", quota.overdue());
    Optional<ScheduleStatus> reset =
        status.schedules().stream().filter(s -> s.name().equals(RESET)).findFirst();
    if (reset.filter(ScheduleStatus::running).isPresent()) {
      return Optional.of("%s is settling %s; %s.".formatted(RESET, what, done(quota)));
    }
    return reset
        .flatMap(ScheduleStatus::nextFireAt)
        .map(
            next ->
                "%s fires %s and settles %s; %s."
                    .formatted(RESET, clock.relative(next), what, done(quota)));
  }

  private String done(Quota quota) {
    if (quota.etaSeconds().isEmpty()) {
      return "nobody can say when that is done: " + quota.eta().says();
    }
    long seconds = quota.etaSeconds().getAsLong();
    Instant at = status.at().plusSeconds(seconds);
    return "done in about %s, at %s".formatted(Spans.words(seconds), clock.absolute(at));
  }

  private Optional<String> again(ScheduleStatus schedule) {
    if (schedule.running()) {
      return Optional.of("%s is running now.".formatted(schedule.name()));
    }
    return schedule
        .nextFireAt()
        .map(
            next ->
                "%s is to fire %s, at %s."
                    .formatted(schedule.name(), clock.relative(next), clock.absolute(next)));
  }
}
