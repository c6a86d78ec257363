package dev.quartermaster.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.Seen;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alert.Told;
import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.jobs.run.ScheduleRecord.Running;
import dev.quartermaster.ops.status.Status.Eta;
import dev.quartermaster.ops.status.Status.Load;
import dev.quartermaster.ops.status.Status.Quota;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UnderWayTest {

  private static final Instant NOW = Instant.parse("2024-05-04T03:10:00Z");
  private static final Told TOLD =
      new Told(
          Optional.of(NOW.minusSeconds(60)),
          0,
          Optional.empty(),
          Optional.of(NOW.plusSeconds(540)),
          Optional.empty());

  @Test
  void a_run_that_catches_up_says_how_far_it_is() {
    assertThat(doing(running("cpu-reset", 12, 45_000), overdue(55_000), List.of()))
        .containsExactly("cpu-reset has run for 12 s: 45,000 done, 55,000 to go");
  }

  @Test
  void a_run_that_has_just_begun_with_nothing_behind_is_no_news() {
    assertThat(doing(running("cpu-reset", 1, 0), overdue(0), List.of())).isEmpty();
    assertThat(doing(running("usage-rollup", 4, 0), overdue(10), List.of())).isEmpty();
    assertThat(doing(running("usage-rollup", 6, 0), overdue(10), List.of()))
        .containsExactly("usage-rollup has run for 6 s");
  }

  @Test
  void of_an_alert_it_says_who_was_told_and_who_is_told_next() {
    assertThat(
            doing(alert(TOLD, Optional.empty()), page("pager", "accepted"), page("mail", "dead")))
        .containsExactly(
            "alert 3: paged over pager 20 s ago; nobody has taken it on yet; the next channel is told in 9 min");
    assertThat(doing(alert(TOLD, Optional.empty()), page("pager", "dead")))
        .containsExactly(
            "alert 3: no channel has taken the page yet; the next channel is told in 9 min");
  }

  @Test
  void of_an_alert_it_says_who_has_it() {
    Acknowledgement kim = new Acknowledgement("kim", NOW.plusSeconds(3_000));

    assertThat(doing(alert(TOLD, Optional.of(kim)), page("pager", "accepted")))
        .containsExactly("alert 3: kim has taken it on, until 2024-05-04T04:00:00Z");
  }

  @Test
  void of_one_that_is_kept_quiet_it_says_why() {
    Told quiet =
        new Told(
            TOLD.firedAt(),
            -1,
            Optional.empty(),
            Optional.empty(),
            Optional.of("silence 4 by kim"));

    assertThat(doing(alert(quiet, Optional.empty())))
        .containsExactly("alert 3: nobody is told: silence 4 by kim");
  }

  private static List<String> doing(Alert alert, Delivered... pages) {
    return new UnderWay(NOW, List.of(), overdue(0), id -> List.of(pages)).list(List.of(alert));
  }

  private static List<String> doing(ScheduleStatus schedule, Quota quota, List<Alert> alerts) {
    return new UnderWay(NOW, List.of(schedule), quota, id -> List.of()).list(alerts);
  }

  private static ScheduleStatus running(String name, long seconds, long done) {
    return new ScheduleStatus(
        name,
        "running",
        Optional.of(NOW.minusSeconds(seconds)),
        Optional.empty(),
        0,
        true,
        Optional.empty(),
        new Load(
            Optional.of(new Running(1, NOW.minusSeconds(seconds), done, Optional.of("full speed"))),
            Optional.empty(),
            0));
  }

  private static Quota overdue(long periods) {
    return new Quota(100_000, 0, periods, 60, new Eta(OptionalLong.of(1), ""));
  }

  private static Delivered page(String channel, String state) {
    return new Delivered(
        channel, "firing", state, 1, Optional.of(NOW.minusSeconds(20)), Optional.empty());
  }

  private static Alert alert(Told told, Optional<Acknowledgement> acknowledgement) {
    Condition condition =
        new Condition(
            new Cause("ScheduleNotFiring", "cpu-reset"),
            Severity.CRITICAL,
            NOW.minusSeconds(70),
            Duration.ZERO,
            new Condition.Text("cpu-reset has not fired", Map.of(), Map.of(), Optional.empty()));
    return new Alert(
        3, State.FIRING, condition, new Seen(NOW, Optional.empty()), told, acknowledgement, 0, 1);
  }
}
