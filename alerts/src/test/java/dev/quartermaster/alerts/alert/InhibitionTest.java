package dev.quartermaster.alerts.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.Seen;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alert.Told;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InhibitionTest {

  private static final Instant SINCE = Instant.parse("2024-05-03T09:00:00Z");
  private static final Instant SOON = SINCE.plus(Inhibition.TAKE_OVER).minusSeconds(1);
  private static final Instant LATER = SINCE.plus(Inhibition.TAKE_OVER);

  @ParameterizedTest(name = "{0} of {1} keeps {2} of {3} quiet: {4} at first, {5} later")
  @CsvSource(
      textBlock =
          """
          DatabaseUnreachable, database, NodeDown,           hk-1,     true,  true
          DatabaseUnreachable, database, ScheduleNotFiring,  backup,   true,  true
          DatabaseUnreachable, database, DatabaseReadOnly,   database, false, false
          DatabaseReadOnly,    database, OutcomeNotMet,      backup,   true,  true
          DatabaseReadOnly,    database, DatabaseUnreachable, database, false, false
          NodeDown,            hk-1,     ScheduleNotFiring,  backup,   true,  false
          NodeDown,            hk-1,     RunNotFinished,     backup,   true,  false
          NodeDown,            hk-1,     OutcomeNotMet,      backup,   false, false
          NodeDown,            hk-1,     SchedulesNotFiring, cluster,  false, false
          NodeDown,            hk-1,     ClusterSmall,       cluster,  true,  true
          NodeDown,            hk-1,     NothingFires,       cluster,  true,  true
          NodeDown,            hk-1,     WatchdogLate,       hk-1,     true,  true
          NodeDown,            hk-1,     WatchdogLate,       hk-2,     false, false
          NodeDown,            hk-1,     NodeDown,           hk-2,     false, false
          NodeDown,            hk-1,     NodeDown,           hk-1,     false, false
          NodeDown,            hk-1,     DatabaseReadOnly,   database, false, false
          NothingFires,        cluster,  SchedulesNotFiring, cluster,  true,  true
          NothingFires,        cluster,  ScheduleNotFiring,  backup,   true,  true
          NothingFires,        cluster,  NodeDown,           hk-1,     false, false
          SchedulesNotFiring,  cluster,  ScheduleNotFiring,  backup,   true,  true
          SchedulesNotFiring,  cluster,  ScheduleFiredLate,  backup,   true,  true
          SchedulesNotFiring,  cluster,  NothingFires,       cluster,  false, false
          SchedulesNotFiring,  cluster,  OutcomeNotMet,      backup,   false, false
          ScheduleNotFiring,   backup,   ScheduleAdrift,     backup,   true,  true
          ScheduleNotFiring,   backup,   ScheduleAdrift,     cleanup,  false, false
          ScheduleNotFiring,   backup,   OutcomeNotMet,      backup,   false, false
          OutcomeNotMet,       backup,   ScheduleNotFiring,  backup,   false, false
          """)
  void what_follows_from_what(
      String cause, String of, String other, String otherOf, boolean atFirst, boolean later) {
    Alert root = firing(cause, of);
    Alert follower = firing(other, otherOf);

    assertThat(Inhibition.by(follower, AllAlerts.of(List.of(root, follower)), SOON).isPresent())
        .isEqualTo(atFirst);
    assertThat(Inhibition.by(follower, AllAlerts.of(List.of(root, follower)), LATER).isPresent())
        .isEqualTo(later);
    if (atFirst) {
      assertThat(Inhibition.rank(cause)).isLessThan(Inhibition.rank(other));
    }
  }

  @Test
  void one_that_nobody_was_told_of_keeps_nothing_quiet() {
    Alert pending = with(State.PENDING, "NodeDown", Optional.empty());
    Alert silenced = with(State.FIRING, "NodeDown", Optional.of("silence 3 of ann"));

    assertThat(
            Inhibition.by(
                firing("ClusterSmall", "cluster"), AllAlerts.of(List.of(pending, silenced)), SOON))
        .isEmpty();
  }

  @Test
  void one_that_somebody_has_taken_on_does() {
    Alert taken = with(State.ACKNOWLEDGED, "NodeDown", Optional.empty());

    assertThat(Inhibition.by(firing("ClusterSmall", "cluster"), AllAlerts.of(List.of(taken)), SOON))
        .contains("it follows from NodeDown of hk-1");
  }

  @Test
  void one_that_follows_itself_from_what_is_known_does_too() {
    Alert node = firing("NodeDown", "hk-1");
    Alert nothing = firing("NothingFires", "cluster");
    Optional<String> by = Inhibition.by(nothing, AllAlerts.of(List.of(node)), LATER);
    Alert quiet = with(State.FIRING, "NothingFires", by);

    assertThat(
            Inhibition.by(
                firing("ScheduleNotFiring", "backup"), AllAlerts.of(List.of(node, quiet)), LATER))
        .isPresent();
  }

  private static Alert firing(String name, String subject) {
    return alert(State.FIRING, new Cause(name, subject), Optional.empty());
  }

  private static Alert with(State state, String name, Optional<String> quiet) {
    return alert(state, new Cause(name, name.equals("NodeDown") ? "hk-1" : "cluster"), quiet);
  }

  private static Alert alert(State state, Cause cause, Optional<String> quiet) {
    Condition.Text text =
        new Condition.Text("it is not well", Map.of(), Map.of(), Optional.empty());
    return new Alert(
        1,
        state,
        new Condition(cause, Severity.CRITICAL, SINCE, Duration.ZERO, text),
        new Seen(SINCE, Optional.empty()),
        new Told(Optional.of(SINCE), 0, Optional.empty(), Optional.empty(), quiet),
        state == State.ACKNOWLEDGED
            ? Optional.of(new Acknowledgement("ann", LATER))
            : Optional.empty(),
        0,
        2);
  }
}
