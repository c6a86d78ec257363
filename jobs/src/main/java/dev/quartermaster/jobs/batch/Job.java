package dev.quartermaster.jobs.batch;

/**
 * What a schedule runs: work on this database in bounded batches, or work that is done elsewhere.
 */
public sealed interface Job permits BatchedJob, OutsideJob {}
