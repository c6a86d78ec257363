package dev.quartermaster.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import java.util.List;
import java.util.Map;

/** What was found, as tests ask for it. */
final class Found {

  private Found() {}

  /** As {@code critical ScheduleNotFiring cpu-reset}. */
  static List<String> names(List<Condition> found) {
    return found.stream()
        .map(
            one ->
                "%s %s %s"
                    .formatted(one.severity().word(), one.cause().name(), one.cause().subject()))
        .toList();
  }

  /** The only one. */
  static Condition one(List<Condition> found, String name) {
    assertThat(found).extracting(one -> one.cause().name()).contains(name);
    return found.stream().filter(one -> one.cause().name().equals(name)).findFirst().orElseThrow();
  }

  static Map<String, String> details(List<Condition> found, String name) {
    return one(found, name).text().details();
  }
}
