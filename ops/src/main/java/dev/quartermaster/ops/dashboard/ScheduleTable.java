package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The schedules, one row each. */
final class ScheduleTable {

  private static final Html NOTHING = Html.of("<span class=\"quiet\">–</span>");

  private ScheduleTable() {}

  static Html of(List<ScheduleStatus> schedules, Clock clock) {
    if (schedules.isEmpty()) {
      return Html.of(
          "<section>\n<h2>Schedules</h2>\n<p class=\"quiet\">None is declared.</p>\n</section>\n");
    }
    return Html.of(
        """
        <section>
        <h2>Schedules</h2>
        <table>
        <thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Last fired</th><th scope="col">Next</th><th scope="col">Last outcome</th></tr></thead>
        <tbody>
        {}</tbody>
        </table>
        </section>
        """,
        Html.all(schedules.stream().map(schedule -> row(schedule, clock))));
  }

  private static Html row(ScheduleStatus schedule, Clock clock) {
    return Html.of(
        """
        <tr><th scope="row">{}</th><td data-label="State">{}</td><td data-label="Last fired">{}</td><td data-label="Next">{}</td><td data-label="Last outcome">{}</td></tr>
        """,
        schedule.name(),
        state(schedule).html(),
        time(schedule.lastFiredAt(), clock),
        time(schedule.nextFireAt(), clock),
        schedule.lastOutcome().map(word -> Mark.ofOutcome(word).html()).orElse(NOTHING));
  }

  private static Mark state(ScheduleStatus schedule) {
    Mark mark = Mark.ofState(schedule.state());
    return schedule.state().equals("late")
        ? mark.saying("late by " + Spans.words(schedule.lateBySeconds()))
        : mark;
  }

  private static Html time(Optional<Instant> at, Clock clock) {
    return at.map(clock::both).orElse(NOTHING);
  }
}
