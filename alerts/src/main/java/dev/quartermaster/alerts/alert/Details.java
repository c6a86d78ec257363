package dev.quartermaster.alerts.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Numbers and findings by what they are, in the order to be read; values stay as they are. */
public record Details(Map<String, String> all) {

  /** Nothing to tell yet. */
  public static final Details NONE = new Details(Map.of());

  /** With one more text. */
  public Details with(String what, String text) {
    Map<String, String> more = new LinkedHashMap<>(all);
    more.put(what, text);
    return new Details(Collections.unmodifiableMap(more));
  }

  /** With one more instant, in whole seconds. */
  public Details with(String what, Instant at) {
    return with(what, at.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** With one more span of time, in words. */
  public Details with(String what, Duration span) {
    return with(what, Spans.words(span));
  }

  /** With one more number. */
  public Details with(String what, long number) {
    return with(what, "%,d".formatted(number));
  }

  /** With one more text, if there is one. */
  public Details with(String what, Optional<String> text) {
    return text.map(its -> with(what, its)).orElse(this);
  }

  /** With all of these behind it. */
  public Details and(Details others) {
    Map<String, String> more = new LinkedHashMap<>(all);
    more.putAll(others.all);
    return new Details(Collections.unmodifiableMap(more));
  }
}
