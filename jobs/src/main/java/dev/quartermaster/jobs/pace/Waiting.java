package dev.quartermaster.jobs.pace;

import java.time.Duration;

/**
 * What waits to be done.
 *
 * @param items 0 or more
 * @param oldest how long the oldest of them has been due; zero when there is none
 */
public record Waiting(long items, Duration oldest) {}
