package dev.quartermaster.jobs.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * How much waited at one moment.
 *
 * @param at by the database's clock
 * @param oldest how long the oldest item had been due
 * @param done items of the schedule since ever
 */
public record BacklogSample(Instant at, long items, Duration oldest, long done) {}
