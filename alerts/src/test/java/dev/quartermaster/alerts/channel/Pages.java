package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Page.Alert;
import dev.quartermaster.alerts.channel.Page.Kind;
import dev.quartermaster.alerts.channel.Page.Text;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Pages for tests: of one alert, or of one with another text. */
final class Pages {

  static final String DEDUP_KEY = "schedule/cpu-reset/not-fired";
  static final Instant STARTED_AT = Instant.parse("2024-05-03T04:01:00Z");
  static final Instant AT = Instant.parse("2024-05-03T04:03:00Z");

  private static final Map<String, String> DETAILS = new LinkedHashMap<>();

  static {
    DETAILS.put("expected at", "2024-05-03T04:00:00Z");
    DETAILS.put("diagnosis", "orphaned BLOCKED trigger");
  }

  static final Text TEXT =
      new Text(
          "cpu-reset has not fired for 3 minutes",
          DETAILS,
          Map.of("schedule", "cpu-reset"),
          Optional.of("https://runbooks.example/not-fired"),
          Map.of("acknowledge", "https://qm.example/ack?id=A-7&sig=x"));

  private Pages() {}

  static Page of(Kind kind) {
    return of(kind, TEXT);
  }

  static Page of(Kind kind, Text text) {
    return of(kind, DEDUP_KEY, text);
  }

  static Page of(Kind kind, String dedupKey, Text text) {
    return of(kind, alert(kind, dedupKey, STARTED_AT, text));
  }

  static Page of(Kind kind, Alert alert) {
    return new Page("msg_" + kind.word() + "_1", kind, AT, alert);
  }

  static Alert alert(Kind kind, String dedupKey, Instant startedAt, Text text) {
    return new Alert(
        "A-7", dedupKey, "ScheduleNotFiring", kind.word(), Severity.CRITICAL, startedAt, text);
  }

  static Text summary(String summary) {
    return new Text(summary, TEXT.details(), TEXT.labels(), TEXT.runbook(), TEXT.links());
  }

  static Text details(Map<String, String> details) {
    return new Text(TEXT.summary(), details, TEXT.labels(), TEXT.runbook(), TEXT.links());
  }
}
