package dev.quartermaster.jobs.node;

import java.time.Duration;
import java.time.Instant;

/**
 * A node as the cluster sees it.
 *
 * @param state up, late (its heartbeat is overdue), dead or left
 */
public record NodeView(
    String name,
    String state,
    String version,
    Instant startedAt,
    Instant heartbeatAt,
    Duration silence) {}
