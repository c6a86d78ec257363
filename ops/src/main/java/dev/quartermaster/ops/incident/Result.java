package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.doctor.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The night, twice.
 *
 * @param took all of it, preparation and proof included
 * @param invariants I1 to I8 of our database
 */
public record Result(
    Night night,
    Duration took,
    Ours ours,
    Old old,
    Told told,
    Marks marks,
    List<Check> invariants) {

  /** What was said meanwhile, and what one user was answered. */
  public record Told(List<Event> timeline, String user, List<Sample> samples) {}

  /** When what began, from the beginning of the demo on. */
  public record Marks(Duration fault, Duration reboot, Duration oldFault, Duration oldReboot) {}

  /** Whether it went as it must; else {@link #complaints} say what did not. */
  public boolean isWell() {
    return complaints().isEmpty();
  }

  /** What did not go as it must. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    if (ours.pagedAfter().isEmpty()) {
      complaints.add("no page came");
    }
    if (ours.recoveredAfter().isEmpty()) {
      complaints.add("the backlog was not worked off");
    }
    if (ours.recount().wrong() > 0) {
      complaints.add(
          "%,d accounts are wrong, such as %s"
              .formatted(ours.recount().wrong(), String.join("; ", ours.recount().examples())));
    }
    if (ours.answers().past() > 0) {
      complaints.add("%,d answers promised a reset in the past".formatted(ours.answers().past()));
    }
    invariants.stream()
        .filter(Check::isWrong)
        .forEach(check -> complaints.add(check.name() + " is broken: " + check.detail()));
    return complaints;
  }
}
