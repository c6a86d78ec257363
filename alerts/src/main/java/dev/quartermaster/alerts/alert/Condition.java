package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is wrong now.
 *
 * @param since when it began, by the database's clock
 * @param holdFor how long it must hold before anybody is told; zero for what is certain at once
 */
public record Condition(
    Cause cause, Severity severity, Instant since, Duration holdFor, Text text) {

  /**
   * What a person reads.
   *
   * @param summary one line in plain words, with the figures that matter
   * @param details numbers and findings by what they are, in the order to be read
   * @param labels besides name, severity and region: as {@code schedule}, {@code node}, {@code
   *     owner}
   * @param runbook where it says what to do
   */
  public record Text(
      String summary,
      Map<String, String> details,
      Map<String, String> labels,
      Optional<String> runbook) {}
}
