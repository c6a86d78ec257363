package dev.quartermaster.alerts.alert;

/**
 * What is wrong with what: there is at most one open alert of a cause.
 *
 * @param name of the condition, in CamelCase, as {@code ScheduleNotFiring}
 * @param subject what it is about, as {@code cpu-reset}
 */
public record Cause(String name, String subject) {

  /** What providers tell messages of one cause by, in all regions. */
  public String dedupKey(String region) {
    return "quartermaster/%s/%s/%s".formatted(region, name, subject);
  }
}
