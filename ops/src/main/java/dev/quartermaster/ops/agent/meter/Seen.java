package dev.quartermaster.ops.agent.meter;

import java.util.List;
import java.util.Set;

/**
 * One reading.
 *
 * @param boot the machine's run in which it was read: all counters begin anew with it
 * @param meters all that were read, also those that found nothing
 * @param counters as they were found; the first of a key counts
 */
public record Seen(String boot, Set<String> meters, List<Counter> counters) {}
