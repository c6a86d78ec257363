package dev.quartermaster.jobs.pace;

import dev.quartermaster.db.pressure.Pressure;
import java.time.Duration;

/**
 * What a pace is decided from.
 *
 * @param recent batches of this run on this node
 * @param somebodyWaits for work of theirs beside which this should be slow
 * @param since the last decision
 */
public record Situation(Recent recent, Pressure pressure, boolean somebodyWaits, Duration since) {}
