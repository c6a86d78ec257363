package dev.quartermaster.jobs.node;

import java.time.Instant;

/**
 * A configuration as it was published: the one with the highest number counts.
 *
 * @param hash of its schedules
 * @param publishedBy a node
 */
public record Generation(long number, String hash, Instant publishedAt, String publishedBy) {}
