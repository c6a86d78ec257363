package dev.quartermaster.jobs.run;

import java.util.Optional;

/**
 * What a firing led to.
 *
 * @param run that was put on record for it; empty when there was one, or none is to be
 * @param refused why it could not be put on record; empty when all is well
 */
public record Fired(Planned planned, Optional<Run> run, Optional<String> refused) {}
