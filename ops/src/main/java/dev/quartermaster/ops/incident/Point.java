package dev.quartermaster.ops.incident;

import java.time.Duration;

/**
 * What was seen at a time.
 *
 * @param overdue accounts whose period has ended and is not settled; by the old way, not reset
 * @param throttled users in the tarpit
 * @param wronged of those, whose period is over
 */
public record Point(Duration at, long overdue, long throttled, long wronged) {}
