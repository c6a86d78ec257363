package dev.quartermaster.ops.detect;

import java.time.Instant;

/**
 * A page that was taken.
 *
 * @param alert its name
 */
record Taken(Instant at, String alert) {}
