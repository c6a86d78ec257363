package dev.quartermaster.alerts.alert;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * What was found when everything was looked at.
 *
 * @param conditions all that is wrong
 * @param seen the names of the conditions that were looked for: of these, what was not found is
 *     over
 * @param known the names of all that this watcher can look for; others are left to whoever knows
 *     them, as a watcher of a newer version. Empty when it knows all
 */
public record Findings(
    Collection<Condition> conditions, Set<String> seen, Optional<Set<String>> known) {

  /** By one who knows all. */
  public Findings(Collection<Condition> conditions, Set<String> seen) {
    this(conditions, seen, Optional.empty());
  }

  boolean knows(Cause cause) {
    return known.map(names -> names.contains(cause.name())).orElse(true);
  }
}
