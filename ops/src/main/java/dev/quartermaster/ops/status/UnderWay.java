package dev.quartermaster.ops.status;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.jobs.run.ScheduleRecord.Running;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What is being done, in sentences: who was told and has taken it on, and which runs go on.
 *
 * @param deliveries of an alert, by its id, in order
 */
record UnderWay(
    Instant now,
    List<ScheduleStatus> schedules,
    Quota quota,
    LongFunction<List<Delivered>> deliveries) {

  /** Of more alerts 'alerts list' tells. */
  private static final int MOST = 3;

  /** A run that is shorter, and has nothing to catch up with, is no news. */
  private static final Duration NEWS = Duration.ofSeconds(5);

  /** Of these alerts, too, the worst first. */
  List<String> list(List<Alert> loud) {
    List<String> doing = new ArrayList<>();
    schedules.forEach(schedule -> run(schedule).ifPresent(doing::add));
    schedules.forEach(
        schedule ->
            unusual(schedule)
                .forEach(says -> doing.add("%s: %s".formatted(schedule.name(), says))));
    loud.stream().limit(MOST).map(this::told).forEach(doing::add);
    return List.copyOf(doing);
  }

  /**
   * What waits for the reset is counted now; the figure of a sample beside it would only confuse.
   */
  private static List<String> unusual(ScheduleStatus schedule) {
    return schedule.name().equals(ReadStatus.RESET)
        ? schedule.load().unusualPace().stream().toList()
        : schedule.load().unusual();
  }

  private Optional<String> run(ScheduleStatus schedule) {
    return schedule
        .load()
        .running()
        .filter(run -> isNews(schedule, run))
        .map(run -> says(schedule, run));
  }

  private boolean isNews(ScheduleStatus schedule, Running run) {
    return Duration.between(run.since(), now).compareTo(NEWS) > 0
        || (schedule.name().equals(ReadStatus.RESET) && quota.overdue() > 0);
  }

  private String says(ScheduleStatus schedule, Running run) {
    String toGo =
        schedule.name().equals(ReadStatus.RESET) ? ", %,d to go".formatted(quota.overdue()) : "";
    String done = run.done() > 0 || !toGo.isEmpty() ? ": %,d done".formatted(run.done()) : "";
    return "%s has run for %s%s%s"
        .formatted(schedule.name(), Spans.words(Duration.between(run.since(), now)), done, toGo);
  }

  private String told(Alert alert) {
    return "alert %d: %s".formatted(alert.id(), whoHasIt(alert));
  }

  private String whoHasIt(Alert alert) {
    if (alert.told().keptQuietBy().isPresent()) {
      return "nobody is told: " + alert.told().keptQuietBy().get();
    }
    return alert
        .acknowledgement()
        .map(
            taken ->
                "%s has taken it on, until %s"
                    .formatted(taken.by(), taken.until().truncatedTo(ChronoUnit.SECONDS)))
        .orElseGet(() -> paged(alert));
  }

  private String paged(Alert alert) {
    List<Delivered> taken =
        deliveries.apply(alert.id()).stream()
            .filter(page -> page.kind().equals("firing"))
            .filter(page -> page.settledAt().isPresent() && isTaken(page))
            .toList();
    String next =
        alert
            .told()
            .escalateAt()
            .filter(at -> at.isAfter(now))
            .map(at -> "; the next channel is told in " + Spans.words(Duration.between(now, at)))
            .orElse("");
    if (taken.isEmpty()) {
      return "no channel has taken the page yet" + next;
    }
    Delivered newest = taken.get(taken.size() - 1);
    return "paged over %s %s ago; nobody has taken it on yet%s"
        .formatted(
            String.join(", ", taken.stream().map(Delivered::channel).distinct().toList()),
            Spans.words(Duration.between(newest.settledAt().orElse(now), now)),
            next);
  }

  private static boolean isTaken(Delivered page) {
    return page.state().equals("accepted") || page.state().equals("confirmed");
  }
}
