package dev.quartermaster.ops.bench;

import java.time.Duration;
import java.util.List;

/**
 * One measured part.
 *
 * @param took wall time
 * @param periods that were settled
 * @param walBytes write-ahead log that it made
 * @param batches how long each took; empty for work that is not cut
 */
record Measured(Duration took, long periods, long walBytes, List<Duration> batches) {}
