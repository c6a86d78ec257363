package dev.quartermaster.jobs.quartz;

import java.time.Instant;

/**
 * A planned time of a schedule that has come.
 *
 * @param schedule its name
 */
public record PlannedTime(String schedule, Instant at) {}
