package dev.quartermaster.alerts.alert;

import java.util.Collection;
import java.util.Set;

/**
 * What was found when everything was looked at.
 *
 * @param conditions all that is wrong
 * @param seen the names of the conditions that were looked for: of these, what was not found is
 *     over
 */
public record Findings(Collection<Condition> conditions, Set<String> seen) {}
