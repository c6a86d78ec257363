package dev.quartermaster.jobs.pace;

import java.time.Duration;

/**
 * A batch that was done.
 *
 * @param size that it was cut at, 1 or more
 * @param items that it turned out to have
 * @param took with its commit
 */
public record Measured(int size, long items, Duration took) {}
