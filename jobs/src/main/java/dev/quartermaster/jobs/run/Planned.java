package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.schedule.Schedule.When;
import java.time.Instant;

/** A planned time of a schedule that has come. */
public record Planned(String schedule, When when, Instant at) {}
