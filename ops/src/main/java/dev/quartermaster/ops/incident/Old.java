package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the night went by the old way.
 *
 * @param backlog the most that was overdue
 * @param rowsPerSecond in the morning
 * @param drainedAfter from the reboot on; measured, or extrapolated from those rows
 * @param isMeasured whether it came to its end while it was watched
 */
public record Old(
    long backlog,
    double rowsPerSecond,
    Optional<Duration> drainedAfter,
    boolean isMeasured,
    Ours.Answers answers,
    Ours.Wronged wronged,
    List<Point> curve) {}
