package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;

/**
 * That something is wrong, before it is said with what.
 *
 * @param name of the condition, in CamelCase
 * @param since when it began, by the database's clock
 * @param holdFor how long it must hold before anybody is told
 */
public record Sign(String name, Severity severity, Instant since, Duration holdFor) {

  /** Somebody is to get up, at once. */
  public static Sign critical(String name, Instant since) {
    return new Sign(name, Severity.CRITICAL, since, Duration.ZERO);
  }

  /** Somebody is to look at it, and is told at once. */
  public static Sign warning(String name, Instant since) {
    return new Sign(name, Severity.WARNING, since, Duration.ZERO);
  }

  /** The same, but nobody is told before it has held for so long. */
  public Sign holding(Duration time) {
    return new Sign(name, severity, since, time);
  }

  /** Said of a subject. */
  public Condition of(String subject, Condition.Text text) {
    return new Condition(new Cause(name, subject), severity, since, holdFor, text);
  }
}
