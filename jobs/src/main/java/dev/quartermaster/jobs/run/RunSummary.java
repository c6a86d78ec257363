package dev.quartermaster.jobs.run;

import java.time.Instant;
import java.util.Optional;

/**
 * A run and what was done in it.
 *
 * @param items over all batches
 * @param batches that are done
 * @param startedAt when the first batch was claimed; empty when there was nothing to do
 * @param nodes that worked on it, separated by commas
 */
public record RunSummary(
    Run run, long items, int batches, Optional<Instant> startedAt, Optional<String> nodes) {}
