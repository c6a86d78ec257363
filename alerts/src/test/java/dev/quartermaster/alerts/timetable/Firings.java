package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/** Says in one line when a timetable fires. */
record Firings(Timetable timetable, Instant from) {

  static Firings quartz(String expression, String zone) {
    return new Firings(CronTimetable.quartz(expression, ZoneId.of(zone)), Instant.EPOCH);
  }

  static Firings crontab(String crontab, String zone) {
    return new Firings(CronTimetable.unix(crontab, ZoneId.of(zone)), Instant.EPOCH);
  }

  Firings after(String time) {
    return new Firings(
        timetable, time.endsWith("Z") ? Instant.parse(time) : Instant.parse(time + "T00:00:00Z"));
  }

  /** Instants in UTC; a date alone is its midnight. */
  void are(String... expected) {
    Instant[] actual = new Instant[expected.length];
    Instant planned = from;
    for (int i = 0; i < expected.length; i++) {
      planned = timetable.next(planned);
      actual[i] = planned;
    }
    assertThat(actual)
        .containsExactly(Arrays.stream(expected).map(Firings::instant).toArray(Instant[]::new));
  }

  private static Instant instant(String text) {
    if (text.equals("never")) {
      return Instant.MAX;
    }
    return text.endsWith("Z")
        ? Instant.parse(text)
        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
