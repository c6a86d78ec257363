/**
 * How fast a run may go: the size of its batches, the rest between them, and why, in plain words;
 * and what comes of it: arrivals against the drain. Decided by pure functions; {@link Pacer} keeps
 * their state for a run, and {@link PressureGauge} asks the database for all.
 */
@NullMarked
package dev.quartermaster.jobs.pace;

import org.jspecify.annotations.NullMarked;
