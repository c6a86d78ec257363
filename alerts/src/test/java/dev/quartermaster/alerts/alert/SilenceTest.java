package dev.quartermaster.alerts.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final Instant BEGINS = Instant.parse("2024-05-03T09:00:00Z");
  private static final Instant ENDS = Instant.parse("2024-05-03T10:00:00Z");
  private static final Map<String, String> LABELS =
      Map.of("alertname", "ScheduleNotFiring", "severity", "critical", "schedule", "backup");

  @Test
  void it_covers_from_its_beginning_until_just_before_its_end() {
    Silence silence = of(Map.of("schedule", "backup"));

    assertThat(silence.covers(LABELS, BEGINS.minusNanos(1))).isFalse();
    assertThat(silence.covers(LABELS, BEGINS)).isTrue();
    assertThat(silence.covers(LABELS, ENDS.minusNanos(1))).isTrue();
    assertThat(silence.covers(LABELS, ENDS)).isFalse();
  }

  @Test
  void it_covers_what_has_all_of_its_labels() {
    assertThat(of(Map.of("schedule", "backup", "severity", "critical")).covers(LABELS, BEGINS))
        .isTrue();
    assertThat(of(Map.of("schedule", "backup", "severity", "warning")).covers(LABELS, BEGINS))
        .isFalse();
    assertThat(of(Map.of("schedule", "backup", "node", "hk-1")).covers(LABELS, BEGINS)).isFalse();
  }

  private static Silence of(Map<String, String> match) {
    return new Silence(3, match, BEGINS, ENDS, "ann", "moving house");
  }
}
